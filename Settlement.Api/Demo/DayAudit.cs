using System.Globalization;
using Npgsql;
using Settlement.Domain.Batches;
using Settlement.Optimization.Checking;

namespace Settlement.Api.Demo;

/// <summary>Checks what must hold at the end of the day. Reads the API's answers, and where they would only repeat the engine's view the books themselves.</summary>
/// <param name="mayWait">Payments may still wait for a window of a later day: the history goes on after the audit.</param>
internal sealed class DayAudit(DemoClient client, NpgsqlDataSource database, bool mayWait = false)
{
    private static readonly string[] Final = ["settled", "reversed", "rejected"];

    public async Task<DayOutcome> RunAsync(IntakeTally tally, CancellationToken cancellationToken)
    {
        var transactions = await client.ListAsync<TransactionBody>("/api/v1/transactions", cancellationToken);
        var windows = (await client.ListAsync<WindowBody>("/api/v1/windows", cancellationToken))
            .Where(window => window.Status == "reported" && BankingNetwork.Currencies.Any(currency => currency.Code == window.Currency))
            .OrderBy(window => window.WindowId, StringComparer.Ordinal).ToList();
        var reports = new List<ReportBody>();
        foreach (var window in windows)
        {
            if (await client.FindAsync<ReportBody>($"/api/v1/windows/{window.WindowId}/report", cancellationToken) is { } report)
            {
                reports.Add(report);
            }
        }

        var verdict = await client.GetAsync<VerdictBody>("/api/v1/ledger/verify", cancellationToken);
        var balances = (await client.GetAsync<BalanceList>("/api/v1/ledger/balances", cancellationToken)).Items;
        var accepted = await CountAsync(AuditSql.AcceptedPayments, cancellationToken);
        var (costs, naive) = Costs(reports);
        var (plansRight, capsKept) = await CheckPlansAsync(cancellationToken);
        var invariants = new Dictionary<string, bool>(StringComparer.Ordinal)
        {
            ["every_payment_final_or_deferred_with_reason"] = transactions.Count == tally.Accepted && transactions.All(IsAccountedFor)
                && await CountAsync(AuditSql.DeadLetters, cancellationToken) == 0,
            ["ledger_verifies"] = verdict.Ok,
            ["positions_are_zero"] = balances.Where(balance => balance.Account.StartsWith("position:", StringComparison.Ordinal)).All(balance => Minor(balance) == 0),
            ["gross_net_wires_postings_agree"] = reports.Count == windows.Count && reports.TrueForAll(report => report.Equal),
            ["no_balance_below_zero"] = await CountAsync(AuditSql.Overdrafts, cancellationToken) == 0,
            ["no_cap_passed"] = capsKept && await CapAudit.HoldsAsync(database, cancellationToken),
            ["money_is_conserved"] = balances.GroupBy(balance => balance.Currency, StringComparer.Ordinal).All(group => group.Sum(Minor) == 0),
            ["no_wire_had_two_effects"] = await CountAsync(AuditSql.WireDifferences, cancellationToken) == 0,
            ["duplicates_had_no_effect"] = tally.Deduped == tally.Duplicates && accepted == tally.Accepted,
            ["plans_pass_the_checker_again"] = plansRight,
            ["cost_below_naive"] = costs < naive,
        };
        return new DayOutcome(
            transactions, windows, reports, verdict, costs, naive, CostModel.Default.Currency,
            await CountAsync(AuditSql.RtgsWires, cancellationToken), invariants);
    }

    private bool IsAccountedFor(TransactionBody transaction) =>
        Final.Contains(transaction.Status, StringComparer.Ordinal) || (transaction.Status == "deferred" && transaction.ReasonCode is not null)
        || (mayWait && transaction.Status == "validated" && transaction.WindowId != "rtgs");

    private static (long Plan, long Naive) Costs(List<ReportBody> reports)
    {
        var costs = reports.Where(report => report.Cost is not null).Select(report => report.Cost!).ToList();
        return (costs.Sum(cost => DayOutcome.Minor(cost.Plan.Total, cost.Currency)), costs.Sum(cost => DayOutcome.Minor(cost.Naive.Total, cost.Currency)));
    }

    /// <summary>Whether the independent checker accepts every stored plan, and whether every debit is within its cap, counted here once more.</summary>
    private async Task<(bool Right, bool CapsKept)> CheckPlansAsync(CancellationToken cancellationToken)
    {
        var (right, kept) = (true, true);
        await using var command = database.CreateCommand(AuditSql.Plans);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var batches = PlanJson.Read<List<PlannedBatch>>(reader.GetString(2));
            var problem = PlanJson.Read<BatchingProblem>(reader.GetString(0)).With(batches);
            batches.Sort((a, b) => Number(a).CompareTo(Number(b)));
            var plan = PlanJson.Read<BatchPlan>(reader.GetString(1)) with { Batches = batches };
            right &= PlanChecker.Check(problem, plan).Count == 0;
            var caps = problem.Liquidity.Where(liquidity => liquidity.NetDebitCapMinor is not null)
                .ToDictionary(liquidity => (liquidity.Participant, liquidity.Currency), liquidity => liquidity.NetDebitCapMinor!.Value);
            kept &= batches.SelectMany(batch => batch.Wires).GroupBy(wire => (wire.Debtor, wire.Currency))
                .All(debits => !caps.TryGetValue(debits.Key, out var cap) || debits.Sum(wire => wire.AmountMinor) <= cap);
        }

        return (right, kept);
    }

    private async Task<long> CountAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(cancellationToken) ?? 0L);
    }

    private static int Number(PlannedBatch batch) => int.Parse(batch.BatchId.AsSpan(batch.BatchId.LastIndexOf('_') + 1), CultureInfo.InvariantCulture);

    private static long Minor(BalanceBody balance) => DayOutcome.Minor(balance.Balance, balance.Currency);

    private sealed record BalanceList(IReadOnlyList<BalanceBody> Items);
}
