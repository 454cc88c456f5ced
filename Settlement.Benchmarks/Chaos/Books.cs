using Npgsql;
using NpgsqlTypes;
using Settlement.Engine.Ledger;

namespace Settlement.Benchmarks.Chaos;

/// <summary>
/// What must be true of a system's tables when nothing is under way: derived here from the rows, not from the code that wrote them. Each rule
/// is a query for the rows that break it, the first of them is named.
/// </summary>
internal sealed class Books(NpgsqlDataSource source, string context)
{
    private static readonly (string Rule, string Sql)[] Rules =
    [
        ("every logged payment has a saga", "select l.transaction_id from intake_log l left join transactions t using (transaction_id) where l.kind = 'payment' and t.id is null order by l.position"),
        ("every saga stands in the log", "select t.transaction_id from transactions t left join intake_log l using (transaction_id, position) where l.position is null order by t.position"),
        ("a payment is final, or waits with a reason", "select transaction_id || ' is ' || state from transactions where not (state in ('Settled', 'Rejected', 'Reversed') or (state = 'Deferred' and deferral is not null and reason_code is not null)) order by position"),
        ("a payment that did not settle says why", "select transaction_id from transactions where state in ('Rejected', 'Reversed') and reason_code is null order by position"),
        ("no batch is open", "select batch_id || ' is ' || state from batches where is_open order by created_at"),
        ("a settled payment has its ledger entry", "select t.transaction_id from transactions t left join ledger_entries e on e.key = 'payment:' || t.transaction_id and e.position = t.ledger_entry where t.state = 'Settled' and e.position is null order by t.position"),
        ("a payment's ledger entry has a settled payment", "select e.key from ledger_entries e left join transactions t on e.key = 'payment:' || t.transaction_id and t.state = 'Settled' where e.key like 'payment:%' and t.id is null order by e.position"),
        ("a settled payment's batch is settled", "select t.transaction_id from transactions t left join batches b on b.batch_id = t.batch_id and b.state = 'Settled' where t.state = 'Settled' and b.id is null order by t.position"),
        ("position accounts are zero", "select account || ' ' || currency || ' ' || balance_minor from ledger_balances where account like 'position:%' and balance_minor <> 0 order by 1"),
        ("the system's FX account is zero", "select currency || ' ' || balance_minor from ledger_balances where account = 'fx' and balance_minor <> 0"),
        ("settlement balances are not below zero", "select account || ' ' || currency || ' ' || balance_minor from ledger_balances where account like 'settlement:%' and balance_minor < 0 order by 1"),
        ("each currency sums to zero", "select currency from ledger_balances group by currency having sum(balance_minor) <> 0"),
        ("a wire of the rail is confirmed in the engine, to the minor unit", "select r.wire_id from rail_sim.wires r left join wires w on w.wire_id = r.wire_id and w.state = 'confirmed' and (w.debtor, w.creditor, w.currency, w.amount_minor) = (r.debtor, r.creditor, r.currency, r.amount_minor) where w.wire_id is null order by 1"),
        ("a confirmed wire was done by the rail", "select w.wire_id from wires w left join rail_sim.wires r using (wire_id) where w.state = 'confirmed' and r.wire_id is null order by 1"),
        ("no wire is under way or in doubt", "select wire_id || ' is ' || state from wires where state in ('pending', 'sending') order by 1"),
        ("a wire of the rail is posted once", "select r.wire_id from rail_sim.wires r left join ledger_entries e on e.key = 'wire:' || r.wire_id where e.position is null order by 1"),
        ("a posted wire was done by the rail", "select e.key from ledger_entries e left join rail_sim.wires r on e.key = 'wire:' || r.wire_id where e.key like 'wire:%' and r.wire_id is null order by 1"),
        ("a payment's direct wire moves once", "select transaction_id from wires where state = 'confirmed' and transaction_id is not null group by transaction_id, phase having count(*) > 1"),
        ("a saga's version is the number of its events", """
            select s.key || ' has version ' || s.version || ' and ' || coalesce(e.events, 0) || ' events'
            from (select id, version, transaction_id as key from transactions union all select id, version, batch_id from batches union all select id, version, window_id from windows) s
            left join (select saga_id, count(*) as events, max(version) as last from saga_events group by saga_id) e on e.saga_id = s.id
            where e.events is distinct from s.version or e.last is distinct from s.version order by 1
            """),
        ("nothing is a dead letter", "select key || ': ' || reason from dead_letters order by position"),
        ("nothing of the topic is a dead letter", "select coalesce(transaction_id, record_key) || ': ' || reason from intake_dead_letters order by position"),
        ("no reservation is left", "select r.batch_id from batch_reservations r join batches b using (batch_id) where not b.is_open order by 1"),
        ("a reported window has its report", "select w.window_id from windows w left join window_reports r using (window_id) where w.state = 'Reported' and (r.hash is null or r.hash <> w.report_hash)"),
        ("no window hangs between open and reported", "select window_id || ' is ' || state from windows where state not in ('Open', 'Reported') order by 1"),
    ];

    /// <exception cref="BrokenRuleException">The first rule that is broken, with its first offender.</exception>
    public async Task RequireInOrderAsync(IReadOnlyCollection<SubmittedPayment> answered)
    {
        await RequireLogAsync(answered);
        foreach (var (rule, sql) in Rules)
        {
            await RequireNoneAsync(rule, sql, answered);
        }

        var verdict = await new LedgerVerifier(source).VerifyAsync(null, CancellationToken.None);
        Require(verdict.IsOk, $"{verdict}");
    }

    public async Task<long> CountAsync(string from)
    {
        await using var command = source.CreateCommand("select count(*) from " + from);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Every accepted payment stands in the log once, every refused one not at all, and nothing else does.</summary>
    private async Task RequireLogAsync(IReadOnlyCollection<SubmittedPayment> answered)
    {
        var logged = new HashSet<string>(StringComparer.Ordinal);
        await using var command = source.CreateCommand("select transaction_id from intake_log where kind = 'payment' order by position");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var id = reader.GetString(0);
            Require(logged.Add(id), $"{id} stands twice in the log");
        }

        foreach (var payment in answered)
        {
            Require(
                logged.Remove(payment.TransactionId) == payment.IsAccepted,
                $"{payment.TransactionId}, first sent in round {payment.Round} and answered {payment.Status}, is{(payment.IsAccepted ? " not" : "")} in the log");
        }

        Require(logged.Count == 0, $"{logged.FirstOrDefault()} is in the log, and no client had an answer for it");
    }

    private void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new BrokenRuleException($"{context}: {otherwise}");
        }
    }

    private async Task RequireNoneAsync(string rule, string sql, IReadOnlyCollection<SubmittedPayment> answered)
    {
        var offenders = new List<string>();
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            offenders.Add(reader.GetString(0));
        }

        if (offenders.Count > 0)
        {
            var first = offenders[0];
            var payment = answered.FirstOrDefault(p => first.Split(' ', ':').Contains(p.TransactionId));
            throw new BrokenRuleException(
                $"{context}: broken rule '{rule}': {offenders.Count} times, first {first}"
                + (payment is null ? "" : $" (first sent in round {payment.Round})") + await HistoryAsync(payment?.TransactionId ?? first.Split(' ')[0]));
        }
    }

    private async Task<string> HistoryAsync(string key)
    {
        await using var command = source.CreateCommand("select version || ' ' || event || ' ' || from_state || '>' || to_state || ' ' || at || ' ' || left(payload, 200) from saga_events where key = $1 order by version");
        command.Parameters.Add(new() { Value = key, NpgsqlDbType = NpgsqlDbType.Text });
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync())
        {
            lines.Add(reader.GetString(0));
        }

        return "\n" + string.Join('\n', lines.TakeLast(12));
    }
}
