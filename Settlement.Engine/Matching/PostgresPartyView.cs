using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using NpgsqlTypes;
using Settlement.Domain.Batches;
using Settlement.Engine.Database;

namespace Settlement.Engine.Matching;

/// <summary>The parties' view from the intake log, the account register and the confirmed wires; one query for all ids.</summary>
public sealed class PostgresPartyView([FromKeyedServices(DatabaseConnections.Hot)] NpgsqlDataSource dataSource) : IPartyView
{
    private const string PaymentsSql = """
        select l.transaction_id, l.amount_minor, l.source_currency, l.destination_currency, a.participant_id, l.counterparty_id
        from intake_log l left join accounts a on a.account_id = l.source_account
        where l.transaction_id = any ($1)
        """;

    private const string MovedSql = """
        select s.participant, s.currency, sum(s.amount)::bigint
        from (select debtor as participant, currency, -amount_minor as amount from wires
              where batch_id = $1 and round < $2 and state = 'confirmed'
              union all
              select creditor, currency, amount_minor from wires
              where batch_id = $1 and round < $2 and state = 'confirmed') s
        where s.participant <> $3
        group by s.participant, s.currency
        """;

    public async Task<IReadOnlyDictionary<string, SeenPayment>> PaymentsAsync(
        IReadOnlyCollection<string> transactionIds, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(PaymentsSql);
        command.Parameters.Add(new() { Value = transactionIds.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        var seen = new Dictionary<string, SeenPayment>(transactionIds.Count, StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var id = reader.GetString(0);
            seen[id] = new SeenPayment(
                id, reader.GetInt64(1), reader.GetString(2), reader.GetString(3), reader.IsDBNull(4) ? null : reader.GetString(4), reader.GetString(5));
        }

        return seen;
    }

    public async Task<IReadOnlyList<NetPosition>> MovedAsync(string batchId, int beforeRound, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(MovedSql);
        command.Parameters.Add(new() { Value = batchId, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = beforeRound, NpgsqlDbType = NpgsqlDbType.Integer });
        command.Parameters.Add(new() { Value = PlannedWire.SystemParty, NpgsqlDbType = NpgsqlDbType.Text });
        var moved = new List<NetPosition>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            moved.Add(new NetPosition(reader.GetString(0), reader.GetString(1), reader.GetInt64(2)));
        }

        return moved;
    }
}
