using Settlement.Optimization.Exact.Programs;

namespace Settlement.Optimization.Exact.CpSat;

/// <summary>
/// The messages of CP-SAT's C API: field numbers as in OR-Tools 9.15's <c>cp_model.proto</c> and <c>sat_parameters.proto</c>. Only what is
/// needed for linear integer programs.
/// </summary>
internal static class CpSatMessages
{
    /// <summary>CpModelProto: 2 variables {2 domain}, 3 constraints {12 linear {1 vars, 2 coeffs, 3 domain}}, 4 objective {1 vars, 4 coeffs},
    /// 6 solution_hint {1 vars, 2 values}.</summary>
    public static ProtobufWriter Model(IntegerProgram program, IReadOnlyList<long>? hint)
    {
        var (model, message, inner, numbers) = (new ProtobufWriter(), new ProtobufWriter(), new ProtobufWriter(), new ProtobufWriter());
        foreach (var (min, max) in program.Variables)
        {
            message.Clear();
            message.Packed(2, [min, max], numbers);
            model.Message(2, message);
        }

        foreach (var row in program.Rows)
        {
            inner.Clear();
            inner.Packed(1, row.Variables.Select(variable => (long)variable), numbers);
            inner.Packed(2, row.Coefficients, numbers);
            inner.Packed(3, [row.Min, row.Max], numbers);
            message.Clear();
            message.Message(12, inner);
            model.Message(3, message);
        }

        var weighted = Enumerable.Range(0, program.Objective.Count).Where(variable => program.Objective[variable] != 0).ToArray();
        message.Clear();
        message.Packed(1, weighted.Select(variable => (long)variable), numbers);
        message.Packed(4, weighted.Select(variable => program.Objective[variable]), numbers);
        model.Message(4, message);
        if (hint is not null)
        {
            message.Clear();
            message.Packed(1, Enumerable.Range(0, hint.Count).Select(variable => (long)variable), numbers);
            message.Packed(2, hint, numbers);
            model.Message(6, message);
        }

        return model;
    }

    /// <summary>SatParameters: 36 max_time_in_seconds, 67 max_deterministic_time, 31 random_seed, 206 num_workers, 160 relative_gap_limit.
    /// One worker: the order of its steps does not depend on the machine.</summary>
    public static ProtobufWriter Parameters(SolveLimits limits)
    {
        var parameters = new ProtobufWriter();
        parameters.Integer(31, limits.Seed);
        parameters.Double(36, limits.WallSeconds);
        if (limits.DeterministicSeconds is { } deterministic)
        {
            parameters.Double(67, deterministic);
        }

        if (limits.RelativeGap > 0)
        {
            parameters.Double(160, limits.RelativeGap);
        }

        parameters.Integer(206, 1);
        return parameters;
    }

    /// <summary>CpSolverResponse: 1 status, 2 solution, 29 inner_objective_lower_bound.</summary>
    /// <exception cref="InvalidOperationException">The model was invalid.</exception>
    public static (SolverStatus Status, long[] Values, long Bound) Response(ReadOnlySpan<byte> response)
    {
        var (status, bound) = (0L, 0L);
        var values = new List<long>();
        var reader = new ProtobufReader(response);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 1:
                    status = reader.Integer;
                    break;
                case 2:
                    reader.ReadNumbers(values);
                    break;
                case 29:
                    bound = reader.Integer;
                    break;
            }
        }

        return (status switch
        {
            0 => SolverStatus.Unknown,
            2 => SolverStatus.Feasible,
            3 => SolverStatus.Infeasible,
            4 => SolverStatus.Optimal,
            _ => throw new InvalidOperationException($"CP-SAT answers with status {status}: it does not accept the model"),
        }, [.. values], bound);
    }
}
