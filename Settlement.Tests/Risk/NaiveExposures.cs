using System.Globalization;
using Npgsql;
using Settlement.Domain.Batches;
using Settlement.Domain.Calendars;
using Settlement.Domain.Fx;
using Settlement.Domain.Transactions;
using Settlement.Engine.Risk;

namespace Settlement.Tests.Risk;

/// <summary>
/// The same figures from first principles: every posting summed, every record of the intake log followed to where it is, one by one, in a
/// transaction's snapshot. Shares no statement with the reader under test.
/// </summary>
internal sealed class NaiveExposures
{
    private readonly Dictionary<(string Participant, string Currency, FlowStage Stage), (long Out, long In)> _flows = [];
    private readonly Dictionary<(string Participant, string Currency), long> _balances = [];

    public IReadOnlyDictionary<(string Participant, string Currency), long> Balances => _balances;

    /// <summary>Without zeros.</summary>
    public IReadOnlyDictionary<(string Participant, string Currency, FlowStage Stage), (long Out, long In)> Flows => _flows;

    /// <summary>Sent less received by the wires of today's settlement day, with the wires of its open batches that are not posted. Without zeros.</summary>
    public static async Task<Dictionary<(string Participant, string Currency), long>> CapUseAsync(NpgsqlTransaction transaction, DateTimeOffset now)
    {
        var use = new Dictionary<(string Participant, string Currency), long>();
        var days = new Dictionary<string, Func<string, DateOnly>>(StringComparer.Ordinal);
        var rounds = new List<PlannedBatch>();
        await foreach (var row in RowsAsync(transaction, "select b.batch_id, p.window_id, p.made_at, b.plan::text from batch_plans b join plans p using (plan_id)"))
        {
            var (window, madeAt) = (row.GetString(1), row.GetFieldValue<DateTimeOffset>(2));
            days[row.GetString(0)] = currency => window == "rtgs" ? CutOff.Of(currency).DateAt(madeAt) : DateOnly.Parse(window[^10..], CultureInfo.InvariantCulture);
            rounds.Add(PlanJson.Read<PlannedBatch>(row.GetString(3)));
        }

        var done = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var row in RowsAsync(transaction, "select distinct reference from ledger_entries union select batch_id from batches where state = 'Abandoned'"))
        {
            done.Add(row.GetString(0));
        }

        await foreach (var row in RowsAsync(transaction, """
            select e.reference, p.account, p.currency, p.amount_minor from ledger_entries e join ledger_postings p using (position)
            where e.kind = 'Wire' and p.account like 'settlement:%'
            """))
        {
            Count(row.GetString(0), row.GetString(1)["settlement:".Length..], row.GetString(2), -row.GetInt64(3));
        }

        foreach (var round in rounds.Where(round => !done.Contains(round.BatchId)))
        {
            foreach (var wire in round.Wires.Where(wire => wire.Debtor != PlannedWire.SystemParty))
            {
                Count(round.BatchId, wire.Debtor, wire.Currency, wire.AmountMinor);
            }
        }

        return use.Where(pair => pair.Value != 0).ToDictionary();

        void Count(string batch, string participant, string currency, long minor)
        {
            if (days[batch](currency) == CutOff.Of(currency).DateAt(now))
            {
                use[(participant, currency)] = use.GetValueOrDefault((participant, currency)) + minor;
            }
        }
    }

    public static async Task<NaiveExposures> ReadAsync(NpgsqlTransaction transaction, FxRates rates)
    {
        var naive = new NaiveExposures();
        await foreach (var row in RowsAsync(transaction, "select account, currency, amount_minor from ledger_postings"))
        {
            if (row.GetString(0).StartsWith("settlement:", StringComparison.Ordinal))
            {
                var key = (row.GetString(0)["settlement:".Length..], row.GetString(1));
                naive._balances[key] = naive._balances.GetValueOrDefault(key) + row.GetInt64(2);
            }
        }

        var posted = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var row in RowsAsync(transaction, "select key from ledger_entries"))
        {
            posted.Add(row.GetString(0));
        }

        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        await foreach (var row in RowsAsync(transaction, "select account_id, participant_id from accounts"))
        {
            owners[row.GetString(0)] = row.GetString(1);
        }

        var sagas = new Dictionary<string, (string State, string Window, long? Destination)>(StringComparer.Ordinal);
        await foreach (var row in RowsAsync(transaction, "select transaction_id, state, window_id, destination_minor from transactions"))
        {
            sagas[row.GetString(0)] = (row.GetString(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetInt64(3));
        }

        var unconverted = new Dictionary<(string, string, string, string, FlowStage), long>();
        await foreach (var row in RowsAsync(transaction, """
            select transaction_id, source_account, counterparty_id, source_currency, destination_currency, amount_minor from intake_log where kind = 'payment'
            """))
        {
            var (id, amount) = (row.GetString(0), row.GetInt64(5));
            var saga = sagas.GetValueOrDefault(id, (TransactionState.Submitted, "", null));
            if (StageOf(saga.State, saga.Window) is not { } stage || (stage == FlowStage.InFlight && posted.Contains("payment:" + id)))
            {
                continue;
            }

            var (debtor, creditor, source, destination) = (owners[row.GetString(1)], row.GetString(2), row.GetString(3), row.GetString(4));
            naive.Add(debtor, source, stage, amount, 0);
            if (source == destination || saga.Destination is not null)
            {
                naive.Add(creditor, destination, stage, 0, source == destination ? amount : saga.Destination!.Value);
            }
            else
            {
                var key = (debtor, creditor, source, destination, stage);
                unconverted[key] = unconverted.GetValueOrDefault(key) + amount;
            }
        }

        foreach (var ((_, creditor, source, destination, stage), minor) in unconverted)
        {
            naive.Add(creditor, destination, stage, 0, rates.Convert(minor, source, destination)!.Value);
        }

        return naive;
    }

    private static FlowStage? StageOf(string state, string window) => state switch
    {
        TransactionState.Submitted => FlowStage.Accepted,
        TransactionState.Validated or TransactionState.Deferred => window == "rtgs" ? FlowStage.Queued : FlowStage.Windows,
        TransactionState.Batched or TransactionState.Matched => FlowStage.InFlight,
        _ => null,
    };

    private void Add(string participant, string currency, FlowStage stage, long outgoing, long incoming)
    {
        var (o, i) = _flows.GetValueOrDefault((participant, currency, stage));
        _flows[(participant, currency, stage)] = (o + outgoing, i + incoming);
    }

    private static async IAsyncEnumerable<NpgsqlDataReader> RowsAsync(NpgsqlTransaction transaction, string sql)
    {
        await using var command = new NpgsqlCommand(sql, transaction.Connection, transaction);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            yield return reader;
        }
    }
}
