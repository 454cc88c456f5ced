namespace Settlement.Optimization.Exact.Programs;

/// <summary>
/// A linear program over bounded integer variables, minimised: what every exact solver here takes. Building checks what CP-SAT demands: no
/// row and no objective may pass 2^62 in absolute value for any values within the variables' bounds.
/// </summary>
public sealed class IntegerProgram
{
    /// <summary>The most that the terms of a row or of the objective may sum to in absolute value; CP-SAT computes in 64 bits and keeps a
    /// margin.</summary>
    public const long MaxMagnitude = long.MaxValue / 4;

    private readonly List<(long Min, long Max)> variables = [];
    private readonly List<IntegerRow> rows = [];
    private long[] objective = [];

    public int VariableCount => variables.Count;

    public IReadOnlyList<(long Min, long Max)> Variables => variables;

    public IReadOnlyList<IntegerRow> Rows => rows;

    /// <summary>By variable, its coefficient in the minimised sum.</summary>
    public IReadOnlyList<long> Objective => objective;

    /// <returns>The variable's number.</returns>
    public int AddVariable(long min, long max)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(min, max);
        variables.Add((min, max));
        return variables.Count - 1;
    }

    public int AddBinary() => AddVariable(0, 1);

    /// <exception cref="OverflowException">The row does not fit 62 bits.</exception>
    public void AddRow(IReadOnlyCollection<(int Variable, long Coefficient)> terms, long min, long max)
    {
        ArgumentNullException.ThrowIfNull(terms);
        int[] own = [.. terms.Select(term => term.Variable)];
        long[] coefficients = [.. terms.Select(term => term.Coefficient)];
        Demand(Magnitude(own, coefficients));
        rows.Add(new IntegerRow(own, coefficients, min, max));
    }

    /// <summary>Sets what is minimised; variables that are not named have no part in it.</summary>
    /// <exception cref="OverflowException">The objective does not fit 62 bits.</exception>
    public void Minimise(IReadOnlyCollection<(int Variable, long Coefficient)> terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        objective = new long[variables.Count];
        foreach (var (variable, coefficient) in terms)
        {
            objective[variable] += coefficient;
        }

        Demand(Magnitude([.. Enumerable.Range(0, objective.Length)], objective));
    }

    /// <summary>The objective of an assignment, exact.</summary>
    public long ObjectiveOf(IReadOnlyList<long> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var sum = 0L;
        for (var variable = 0; variable < objective.Length; variable++)
        {
            sum += objective[variable] * values[variable];
        }

        return sum;
    }

    /// <summary>The least that the objective could be if no row counted: a bound that needs no solver.</summary>
    public long TrivialBound()
    {
        var sum = 0L;
        for (var variable = 0; variable < objective.Length; variable++)
        {
            var (min, max) = variables[variable];
            sum += Math.Min(objective[variable] * min, objective[variable] * max);
        }

        return sum;
    }

    /// <summary>Whether an assignment keeps every bound and row, in exact integers: no solver is believed.</summary>
    public bool Holds(IReadOnlyList<long> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        for (var variable = 0; variable < variables.Count; variable++)
        {
            if (values[variable] < variables[variable].Min || values[variable] > variables[variable].Max)
            {
                return false;
            }
        }

        foreach (var row in rows)
        {
            var sum = 0L;
            for (var k = 0; k < row.Variables.Length; k++)
            {
                sum += row.Coefficients[k] * values[row.Variables[k]];
            }

            if (sum < row.Min || sum > row.Max)
            {
                return false;
            }
        }

        return true;
    }

    private Int128 Magnitude(int[] own, long[] coefficients)
    {
        Int128 sum = 0;
        for (var k = 0; k < own.Length; k++)
        {
            var (min, max) = variables[own[k]];
            sum += Int128.Abs(coefficients[k]) * Int128.Max(Int128.Abs(min), Int128.Abs(max));
        }

        return sum;
    }

    private static void Demand(Int128 magnitude)
    {
        if (magnitude > MaxMagnitude)
        {
            throw new OverflowException($"a sum of the integer program may reach {magnitude}, more than {MaxMagnitude}");
        }
    }
}
