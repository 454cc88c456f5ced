using System.Data;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Settlement.Domain.Batches;
using Settlement.Domain.Windows;
using Settlement.Engine.Database;
using Settlement.Engine.Reference;

namespace Settlement.Engine.Risk;

/// <summary>Reads a <see cref="RiskSnapshot"/>. Takes no lock that anyone waits for.</summary>
public sealed class RiskReader([FromKeyedServices(DatabaseConnections.Hot)] NpgsqlDataSource source, IReferenceData reference, TimeProvider time)
{
    public async Task<RiskSnapshot> ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        return await ReadAsync(transaction, cancellationToken);
    }

    /// <param name="transaction">Of isolation level repeatable read: all statements see its snapshot.</param>
    public async Task<RiskSnapshot> ReadAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        var at = time.GetUtcNow();
        var (ledger, intake, watermark) = await HeadsAsync(transaction, cancellationToken);
        var balances = await SumsAsync(transaction, RiskSql.Balances, cancellationToken);
        var reserved = await SumsAsync(transaction, RiskSql.Reserved, cancellationToken);
        var (dayNet, dayReserved) = await DayUseAsync(transaction, balances.Keys.Select(key => key.Item2), at, cancellationToken);
        var flows = await FlowsAsync(transaction, RiskSql.OpenPayments, null, cancellationToken);
        flows.AddRange(await FlowsAsync(transaction, RiskSql.Unread, watermark, cancellationToken));
        return new RiskSnapshot(at, ledger, intake, balances, reserved, dayNet, dayReserved, flows, reference.Current);
    }

    private static async Task<(long Ledger, long Intake, long Watermark)> HeadsAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(RiskSql.Heads, transaction.Connection, transaction);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
    }

    private static async Task<Dictionary<(string, string), long>> SumsAsync(NpgsqlTransaction transaction, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, transaction.Connection, transaction);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var sums = new Dictionary<(string, string), long>();
        while (await reader.ReadAsync(cancellationToken))
        {
            sums[(reader.GetString(0), reader.GetString(1))] = reader.GetInt64(2);
        }

        return sums;
    }

    private static async Task<(Dictionary<(string, string), long> Net, Dictionary<(string, string), long> Reserved)> DayUseAsync(
        NpgsqlTransaction transaction, IEnumerable<string> currencies, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var known = currencies.Distinct(StringComparer.Ordinal).ToArray();
        await using var command = new NpgsqlCommand(RiskSql.DayUse, transaction.Connection, transaction);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = known });
        command.Parameters.Add(new NpgsqlParameter<DateOnly[]> { TypedValue = [.. known.Select(currency => SettlementDate.Of(WindowId.Rtgs, currency, at))] });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var (net, reserved) = (new Dictionary<(string, string), long>(), new Dictionary<(string, string), long>());
        while (await reader.ReadAsync(cancellationToken))
        {
            var key = (reader.GetString(0), reader.GetString(1));
            net[key] = reader.GetInt64(2);
            reserved[key] = reader.GetInt64(3);
        }

        return (net, reserved);
    }

    private static async Task<List<RiskFlow>> FlowsAsync(NpgsqlTransaction transaction, string sql, long? after, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, transaction.Connection, transaction);
        if (after is { } position)
        {
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = position });
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var flows = new List<RiskFlow>();
        while (await reader.ReadAsync(cancellationToken))
        {
            flows.Add(new RiskFlow(
                (FlowStage)reader.GetInt32(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4),
                reader.GetInt64(5), reader.GetInt64(6), reader.GetInt64(7), reader.GetInt64(8)));
        }

        return flows;
    }
}
