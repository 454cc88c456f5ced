using Settlement.Domain.Batches;
using Settlement.Optimization.Exact.Programs;
using Settlement.Optimization.Pricing;

namespace Settlement.Benchmarks.Plan;

/// <summary>
/// The model that is often written first: one binary x[i,b] for each payment and batch, three batches, every payment in at most one; a batch
/// may debit a party no more than it holds, credits do not count; the objective adds a fee per payment, half the spread per payment, the
/// deferral of what waits, and a fee per batch that is used. Nothing nets and no flows of a pair meet, because the variables cannot say so.
/// </summary>
internal sealed class AssignmentModel
{
    private const int Batches = 3;

    private readonly List<(Candidate Payment, int[] Choice)> choices = [];

    public AssignmentModel(BatchingProblem problem)
    {
        var objective = new List<(int, long)>();
        var debits = new Dictionary<(string, string), List<(int, long)>>();
        foreach (var payment in problem.Candidates)
        {
            int[] own = [.. Enumerable.Range(0, Batches).Select(_ => Program.AddBinary())];
            choices.Add((payment, own));
            Program.AddRow([.. own.Select(variable => (variable, 1L))], 0, 1);
            var fee = NaiveBatching.CostOf(new PlannedBatch("", 1, [payment], [], [], [], ""), problem.Costs, problem.Rates).TotalMinor;
            var gain = Worth(problem, payment) is var worth ? Price.Deferral(worth, problem.Costs) * (1 + payment.Priority) : 0;
            objective.AddRange(own.Select(variable => (variable, fee - gain)));
            if (!debits.TryGetValue((payment.Debtor, payment.SourceCurrency), out var row))
            {
                debits.Add((payment.Debtor, payment.SourceCurrency), row = []);
            }

            row.AddRange(own.Select(variable => (variable, payment.SourceMinor)));
        }

        var held = problem.Liquidity.ToDictionary(row => (row.Participant, row.Currency), row => row.BalanceMinor);
        foreach (var (cell, row) in debits)
        {
            Program.AddRow(row, 0, held.GetValueOrDefault(cell));
        }

        AddBatchFees(problem, objective);
        Program.Minimise(objective);
    }

    public IntegerProgram Program { get; } = new();

    public List<Candidate> Settled(long[] values) =>
        [.. choices.Where(choice => choice.Choice.Any(variable => values[variable] == 1)).Select(choice => choice.Payment)];

    /// <summary>What its answer costs by the cost model, one wire a payment and leg.</summary>
    public static long CostOf(BatchingProblem problem, List<Candidate> settled)
    {
        var ids = settled.Select(payment => payment.TransactionId).ToHashSet(StringComparer.Ordinal);
        return NaiveBatching.CostOf(new PlannedBatch("", 1, settled, [], [], [], ""), problem.Costs, problem.Rates).TotalMinor
            + problem.Candidates.Where(payment => !ids.Contains(payment.TransactionId))
                .Sum(payment => Price.Deferral(Worth(problem, payment), problem.Costs));
    }

    public static long Worth(BatchingProblem problem, Candidate payment) =>
        problem.Rates.Convert(payment.SourceMinor, payment.SourceCurrency, problem.Costs.Currency) ?? 0;

    private void AddBatchFees(BatchingProblem problem, List<(int, long)> objective)
    {
        for (var batch = 0; batch < Batches; batch++)
        {
            var used = Program.AddBinary();
            objective.Add((used, problem.Costs.WireFeeMinor));
            Program.AddRow([(used, -choices.Count), .. choices.Select(choice => (choice.Choice[batch], 1L))], long.MinValue, 0);
        }
    }
}
