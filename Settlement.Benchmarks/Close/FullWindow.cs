using Npgsql;
using Settlement.Domain.Windows;
using Settlement.Engine.Reference;

namespace Settlement.Benchmarks.Close;

/// <summary>
/// A window full of payments, written by SQL: the rows that intake and admission would have left in the intake log, the sagas, their events and the
/// engine's progress, so that all that follows is the system's own work. A payment's membership is its position, as ever.
/// </summary>
internal static class FullWindow
{
    /// <summary>Payments of one statement.</summary>
    private const int Part = 50_000;

    private const string LogSql = """
        insert into intake_log (received_at, kind, transaction_id, idempotency_key, fingerprint, amount_minor, source_currency, destination_currency, source_account,
            destination_account, counterparty_id, settlement_window, body)
        select $3, 'payment', id, 'key_' || id, sha256(convert_to(id, 'UTF8')), minor, 'EUR', 'EUR', $4[payer], $4[payee], $5[payee], 't1', '{"transaction_id":"' || id || '"}'
        from (select 'close_' || lpad(i::text, 9, '0') as id, 10000 + (i * 7919::bigint) % 100000 as minor, 1 + i % 4 as payer, 1 + (i + 1 + (i / 4) % 3) % 4 as payee
              from generate_series($1, $2) as i) as made
        """;

    /// <summary>Ids are those of CorrelationIds: the first half of SHA-256, marked as version 8.</summary>
    private const string SagasSql = """
        with log as (
            select l.*, set_byte(set_byte(hash, 6, (get_byte(hash, 6) & 15) | 128), 8, (get_byte(hash, 8) & 63) | 128) as id
            from intake_log l, substring(sha256(convert_to('transaction:' || l.transaction_id, 'UTF8')) for 16) as hash
            where l.position between $1 and $2),
        sagas as (
            insert into transactions (id, version, state, created_at, updated_at, transaction_id, position, received_at, kind, source_participant, counterparty_id,
                source_account, destination_account, source_currency, destination_currency, amount_minor, window_id, deferrals, is_open)
            select encode(id, 'hex')::uuid, 2, 'Validated', received_at, received_at, transaction_id, position, received_at, 't1', $5[array_position($4, source_account)],
                counterparty_id, source_account, destination_account, source_currency, destination_currency, amount_minor, $3, 0, true
            from log)
        insert into saga_events (machine, saga_id, key, version, event, from_state, to_state, at, message_id, payload)
        select 'transaction', encode(id, 'hex')::uuid, transaction_id, version, event, from_state, to_state, received_at, gen_random_uuid(), '{}'
        from log, (values (1, 'SubmitTransaction', 'Initial', 'Submitted'), (2, 'TransactionValidated', 'Submitted', 'Validated'))
            as steps (version, event, from_state, to_state)
        """;

    /// <summary>Fills a migrated database that no host has used yet.</summary>
    public static async Task FillAsync(string owner, WindowSlot window, int payments, DateTimeOffset at, CancellationToken stopped)
    {
        string[] accounts = [.. DemoCommunity.Accounts.Select(account => account.AccountId)];
        string[] participants = [.. DemoCommunity.Accounts.Select(account => account.ParticipantId)];
        await using var source = NpgsqlDataSource.Create(owner);
        for (var first = 1; first <= payments; first += Part)
        {
            var last = Math.Min(payments, first + Part - 1);
            await ExecuteAsync(source, LogSql, [first, last, at, accounts, participants], stopped);
            await ExecuteAsync(source, SagasSql, [(long)first, (long)last, window.WindowId, accounts, participants], stopped);
        }

        await ExecuteAsync(source, "insert into engine_progress (consumer, position, updated_at) values ('engine', $1, $2)", [(long)payments, at], stopped);

        // As autovacuum would have left them.
        await ExecuteAsync(source, "vacuum (analyze) intake_log, transactions, saga_events", [], stopped);

        // And not still on its way to the disk while intake is measured.
        await ExecuteAsync(source, "checkpoint", [], stopped);
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql, object[] values, CancellationToken stopped)
    {
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 0;
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        await command.ExecuteNonQueryAsync(stopped);
    }
}
