using Npgsql;
using Settlement.Domain;
using Settlement.Domain.Batches;
using Settlement.Domain.Currencies;
using Settlement.Domain.Fx;
using Settlement.Domain.Reports;
using Settlement.Domain.Windows;
using static Settlement.Engine.Database.SqlValues;

namespace Settlement.Engine.Reports;

/// <summary>Makes a finished window's report from what the stages left in the database. Deterministic: the same rows give the same report.</summary>
public sealed class WindowReportBuilder(NpgsqlDataSource source)
{
    /// <exception cref="InvalidOperationException">There is no such window, or it is not finished.</exception>
    public async Task<WindowReport> BuildAsync(string windowId, CancellationToken cancellationToken)
    {
        await using var rows = await ReportSource.OpenAsync(source, cancellationToken);
        var report = await ReadWindowAsync(rows, windowId, cancellationToken);
        var batches = await rows.ReadAsync(ReportSql.Batches, Batch, cancellationToken, Text(windowId));
        NpgsqlParameter Ids() => new NpgsqlParameter<string[]> { TypedValue = [.. batches.Select(batch => batch.BatchId)] };

        var proofs = await rows.ReadAsync(ReportSql.Proof, Proof, cancellationToken, Ids());
        var (settled, reversed) = (await rows.ReadAsync(
            ReportSql.CountReversedAndSettled, row => (row.GetInt32(0), row.GetInt32(1)), cancellationToken, Ids())).Single();
        var deferred = await rows.ReadAsync(ReportSql.Deferred, Deferred, cancellationToken, Text(windowId), MaxListed());
        var rejected = await rows.ReadAsync(ReportSql.Rejected, row => (Refused(row), row.GetInt32(5)), cancellationToken, Text(windowId), MaxListed());
        var plans = await rows.ReadAsync(
            ReportSql.Plans, row => (Plan: PlanJson.Read<BatchPlan>(row.GetString(0)), Rates: PlanJson.Read<FxRates>(row.GetString(1))),
            cancellationToken, Text(windowId));
        var trades = await rows.ReadAsync(
            ReportSql.Trades, row => PlanJson.Read<IReadOnlyList<FxTrade>>(row.GetString(0)), cancellationToken, Ids());
        var times = await rows.ReadAsync(
            ReportSql.Times, Time, cancellationToken, Ids(), new NpgsqlParameter<Guid> { TypedValue = CorrelationIds.Window(windowId) },
            new NpgsqlParameter<Guid[]> { TypedValue = [.. batches.Select(batch => CorrelationIds.Batch(batch.BatchId))] });

        return report with
        {
            Equal = proofs.TrueForAll(proof => proof.Equal),
            Counts = new PaymentCounts(settled, deferred.Count == 0 ? 0 : deferred[0].All, reversed, rejected.Count == 0 ? 0 : rejected[0].Item2),
            Currencies = proofs,
            FxTrades = Trades([.. trades.SelectMany(list => list)], plans.Count == 0 ? new FxRates([]) : plans[^1].Rates),
            Cost = Cost([.. plans.Select(plan => plan.Plan)]),
            Batches = batches,
            Stages = [.. times.OfType<StageTime>()],
            Deferred = [.. deferred.Select(row => row.Payment)],
            Reversed = await rows.ReadAsync(ReportSql.Reversed, Refused, cancellationToken, Ids(), MaxListed()),
            Rejected = [.. rejected.Select(row => row.Item1)],
        };
    }

    private static async Task<WindowReport> ReadWindowAsync(ReportSource rows, string windowId, CancellationToken cancellationToken)
    {
        var found = await rows.ReadAsync(
            ReportSql.Window,
            row => (State: row.GetString(7), Report: new WindowReport(
                windowId, row.GetString(0), row.GetString(1), row.GetFieldValue<DateOnly>(2), row.GetFieldValue<DateTimeOffset>(3), TextOrNull(row, 4),
                TextOrNull(row, 5), TextOrNull(row, 6), false, new PaymentCounts(0, 0, 0, 0), [], [], null, [], [], [], [], [])),
            cancellationToken, Text(windowId));
        return found switch
        {
            [(WindowState.Closed or WindowState.Reported, var report)] => report,
            [var (state, _)] => throw new InvalidOperationException($"window {windowId} is {state}: a report is made of a finished window"),
            _ => throw new InvalidOperationException($"there is no window {windowId}"),
        };
    }

    private static ReportedBatch Batch(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetInt32(2), row.GetInt32(3), row.IsDBNull(4) ? null : row.GetInt32(4), row.GetString(5),
        row.IsDBNull(6) ? null : row.GetInt64(6), TextOrNull(row, 7));

    private static CurrencyProof Proof(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetInt32(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6), row.GetInt32(7));

    private static ReportedPayment Refused(NpgsqlDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetString(3), row.GetString(4), NextWindowId: null);

    private static (ReportedPayment Payment, int All) Deferred(NpgsqlDataReader row)
    {
        var currency = row.GetString(6);
        var release = row.IsDBNull(8) ? 0 : row.GetInt64(8);
        var detail = release == 0
            ? row.GetString(5)
            : $"{row.GetString(5)} has {Format(row.GetInt64(7), currency)} {currency}; {Format(release, currency)} more would release it";
        return (new ReportedPayment(row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetString(4), detail, TextOrNull(row, 3)), row.GetInt32(9));
    }

    /// <summary>A stage of which there is no trace, or no end, took no part.</summary>
    private static StageTime? Time(NpgsqlDataReader row) =>
        row.IsDBNull(1) || row.IsDBNull(2)
            ? null
            : new StageTime(row.GetString(0), row.GetFieldValue<DateTimeOffset>(1), row.GetFieldValue<DateTimeOffset>(2));

    private static List<ReportedTrade> Trades(List<FxTrade> trades, FxRates rates)
    {
        var reported = trades.GroupBy(trade => (trade.Base, trade.Quote, trade.Mid, trade.SpreadBasisPoints)).Select(pair =>
        {
            var (rateSource, asOf) = RateOf(pair.Key.Base, pair.Key.Quote, rates);
            return new ReportedTrade(
                pair.Key.Base, pair.Key.Quote, pair.Key.Mid, pair.Key.SpreadBasisPoints, rateSource, asOf,
                pair.Sum(trade => trade.MatchedBaseMinor), pair.Sum(trade => trade.ResidualBaseMinor), pair.Sum(trade => trade.ResidualQuoteMinor),
                pair.Sum(trade => trade.SpreadCostBaseMinor), pair.Sum(trade => trade.RoundingQuoteMinor));
        });
        return [.. reported.OrderBy(trade => trade.Base, StringComparer.Ordinal).ThenBy(trade => trade.Quote, StringComparer.Ordinal).ThenBy(trade => trade.Mid)];
    }

    private static (string Source, DateTimeOffset? AsOf) RateOf(string @base, string quote, FxRates rates)
    {
        if (rates.Via(@base, quote) is { } via)
        {
            return ($"crossed through {via}", null);
        }

        var rate = rates.Rates
            .Where(rate => (rate.Base == @base && rate.Quote == quote) || (rate.Base == quote && rate.Quote == @base))
            .MaxBy(rate => rate.AsOf);
        return (rate?.Source ?? "unknown", rate?.AsOf);
    }

    /// <summary>One plan per window, as a rule; several are summed. All are in one cost currency.</summary>
    private static ReportedCost? Cost(List<BatchPlan> plans) => plans.Count == 0
        ? null
        : new ReportedCost(
            plans[0].CostCurrency,
            plans.Aggregate(Domain.Batches.Cost.Zero, (sum, plan) => sum + plan.Cost),
            plans.Aggregate(Domain.Batches.Cost.Zero, (sum, plan) => sum + plan.NaiveCost),
            plans.Sum(plan => plan.LowerBoundMinor));

    private static string Format(long minor, string currency) => Money.Format(minor, Currency.Get(currency));

    private static string? TextOrNull(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static NpgsqlParameter<int> MaxListed() => new() { TypedValue = WindowReport.MaxListed };
}
