using System.Text.Json;
using Npgsql;
using Settlement.Domain.Batches;
using Settlement.Domain.Currencies;
using Settlement.Engine.Matching;
using static Settlement.Engine.Database.SqlValues;

namespace Settlement.Api.Settlements;

/// <summary>Reads what stands behind a batch: its plan's costs, its wires and its parties' votes.</summary>
internal sealed class BatchInsight(NpgsqlDataSource source, IConsensusLog consensus)
{
    /// <summary>A batch has at most 1,000 payments and so some thousands of wires over all of its rounds.</summary>
    private const int MaxWires = 5_000;

    private const string PlanSql = """
        select p.plan_id, p.mode, p.hash, p.made_at, p.plan::text, (select count(distinct batch_id) from batch_plans b where b.plan_id = p.plan_id)::int
        from plans p join batch_plans b on b.plan_id = p.plan_id where b.batch_id = $1 and b.round = 1
        """;

    private const string WiresSql = """
        select wire_id, round, phase, debtor, creditor, currency, amount_minor, transaction_id, state, region, attempts, next_attempt_at, last_reason, created_at, confirmed_at
        from wires where batch_id = $1 order by round, phase, currency, wire_id limit $2
        """;

    public async Task<BatchPlanView?> PlanAsync(string batchId, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(PlanSql);
        command.Parameters.Add(Text(batchId));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        var plan = PlanJson.Read<BatchPlan>(reader.GetString(4));
        var currency = Currency.Get(plan.CostCurrency);
        return new BatchPlanView(
            reader.GetString(0), reader.GetString(1).ToLowerInvariant(), reader.GetString(2), await reader.GetFieldValueAsync<DateTimeOffset>(3, cancellationToken),
            plan.CostCurrency, Money.Format(plan.Cost.TotalMinor, currency), Money.Format(plan.NaiveCost.TotalMinor, currency),
            Money.Format(plan.LowerBoundMinor, currency), Math.Round(plan.Gap, 6), reader.GetInt32(5), plan.Deferred.Count);
    }

    public async Task<IReadOnlyList<WireStatusView>> WiresAsync(string batchId, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(WiresSql);
        command.Parameters.Add(Text(batchId));
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = MaxWires });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var wires = new List<WireStatusView>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var currency = reader.GetString(5);
            wires.Add(new WireStatusView(
                reader.GetString(0), reader.GetInt32(1), reader.GetInt16(2) == (short)WirePhase.PayIn ? "pay_in" : "pay_out", reader.GetString(3), reader.GetString(4),
                currency, Money.Format(reader.GetInt64(6), Currency.Get(currency)), reader.IsDBNull(7) ? null : reader.GetString(7), reader.GetString(8),
                reader.IsDBNull(9) ? null : reader.GetString(9), reader.GetInt32(10), await TimeAsync(reader, 11, cancellationToken), reader.GetString(12),
                await reader.GetFieldValueAsync<DateTimeOffset>(13, cancellationToken), await TimeAsync(reader, 14, cancellationToken)));
        }

        return wires;
    }

    /// <summary>The certificate of a round; without one, nothing but that it is missing.</summary>
    public async Task<BatchVotesView> VotesAsync(string batchId, int round, CancellationToken cancellationToken)
    {
        if (await consensus.ReadAsync(ConsensusKeys.Certificate(batchId, round), cancellationToken) is not { } value)
        {
            return new BatchVotesView(round, Certificate: false, 0, 0, null, []);
        }

        using var document = JsonDocument.Parse(value);
        var certificate = document.RootElement;
        return new BatchVotesView(
            round, Certificate: true, certificate.GetProperty("parties").GetInt32(), certificate.GetProperty("quorum").GetInt32(),
            certificate.GetProperty("at").GetDateTimeOffset(),
            [
                .. certificate.GetProperty("votes").EnumerateArray().Select(vote => new VoteView(
                    vote.GetProperty("participant").GetString()!, vote.GetProperty("plan_hash").GetString()!, vote.GetProperty("signature").GetString()!,
                    vote.GetProperty("at").GetDateTimeOffset())),
            ]);
    }

    private static async Task<DateTimeOffset?> TimeAsync(NpgsqlDataReader reader, int column, CancellationToken cancellationToken) =>
        await reader.IsDBNullAsync(column, cancellationToken) ? null : await reader.GetFieldValueAsync<DateTimeOffset>(column, cancellationToken);
}
