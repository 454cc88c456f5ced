using Npgsql;
using NpgsqlTypes;

namespace Settlement.Engine.Intake;

/// <summary>
/// The commands of one connection that append a group of payments; prepared once, their parameters filled anew for every group.
/// Not thread-safe: one group at a time.
/// </summary>
internal sealed class PaymentGroup : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlBatch _append;
    private readonly NpgsqlParameter<DateTime> _now = new() { NpgsqlDbType = NpgsqlDbType.TimestampTz };
    private readonly List<string> _transactionIds = [];
    private readonly List<string> _keys = [];
    private readonly List<byte[]> _fingerprints = [];
    private readonly List<long> _amounts = [];
    private readonly List<string> _sourceCurrencies = [];
    private readonly List<string> _destinationCurrencies = [];
    private readonly List<string> _sourceAccounts = [];
    private readonly List<string> _destinationAccounts = [];
    private readonly List<string> _counterparties = [];
    private readonly List<string> _windows = [];
    private readonly List<string> _bodies = [];

    private PaymentGroup(NpgsqlConnection connection, int timeoutSeconds)
    {
        _connection = connection;
        var insert = new NpgsqlBatchCommand(IntakeSql.AppendPayments)
        {
            Parameters =
            {
                _now, Texts(_transactionIds), Texts(_keys), Array(_fingerprints, NpgsqlDbType.Bytea), Array(_amounts, NpgsqlDbType.Bigint),
                Texts(_sourceCurrencies), Texts(_destinationCurrencies), Texts(_sourceAccounts), Texts(_destinationAccounts),
                Texts(_counterparties), Texts(_windows), Texts(_bodies),
            },
        };
        _append = new NpgsqlBatch(connection) { BatchCommands = { new NpgsqlBatchCommand(IntakeSql.Lock), insert }, Timeout = timeoutSeconds };
    }

    public static async Task<PaymentGroup> OpenAsync(NpgsqlDataSource database, int timeoutSeconds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(timeoutSeconds));
        var connection = await database.OpenConnectionAsync(limit.Token);
        var group = new PaymentGroup(connection, timeoutSeconds);
        try
        {
            await group._append.PrepareAsync(limit.Token);
            return group;
        }
        catch
        {
            await group.DisposeAsync();
            throw;
        }
    }

    /// <summary>Appends and commits; afterwards every pending payment has its outcome.</summary>
    /// <param name="now">UTC, whole microseconds.</param>
    public async Task CommitAsync(IReadOnlyList<PendingAppend> group, DateTime now)
    {
        Fill(group, now);
        var appended = new List<(long Position, DateTimeOffset ReceivedAt)>(group.Count);
        await using (var reader = await _append.ExecuteReaderAsync())
        {
            await reader.NextResultAsync();
            while (await reader.ReadAsync())
            {
                appended.Add((reader.GetInt64(0), reader.GetFieldValue<DateTimeOffset>(1)));
            }
        }

        if (appended.Count < group.Count)
        {
            await ResolveCollisionsAsync(group, [.. appended.Select(row => row.Position)]);
            return;
        }

        for (var i = 0; i < group.Count; i++)
        {
            group[i].Outcome = new AppendResult(
                AppendOutcome.Accepted, appended[i].Position, group[i].Record.Payment.TransactionId, appended[i].ReceivedAt);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _append.DisposeAsync();
        await _connection.DisposeAsync();
    }

    /// <summary>Some payment was left out: reads what stands under the group's ids and keys. The log only grows, so what is read stays true.</summary>
    private async Task ResolveCollisionsAsync(IReadOnlyList<PendingAppend> group, HashSet<long> appended)
    {
        await using var command = new NpgsqlCommand(IntakeSql.FindCollisions, _connection) { CommandTimeout = _append.Timeout };
        command.Parameters.Add(Texts(_keys));
        command.Parameters.Add(Texts(_transactionIds));
        var standing = new StandingEntries(appended);
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                standing.Add(new StandingEntry(
                    reader.GetInt64(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetString(2), reader.GetString(3), reader.GetFieldValue<byte[]>(4)));
            }
        }

        foreach (var pending in group)
        {
            pending.Outcome = standing.Resolve(pending.Record);
        }
    }

    private void Fill(IReadOnlyList<PendingAppend> group, DateTime now)
    {
        Clear();
        _now.TypedValue = now;
        foreach (var pending in group)
        {
            var payment = pending.Record.Payment;
            _transactionIds.Add(payment.TransactionId);
            _keys.Add(payment.IdempotencyKey);
            _fingerprints.Add(pending.Record.Fingerprint);
            _amounts.Add(payment.AmountMinor);
            _sourceCurrencies.Add(payment.SourceCurrency);
            _destinationCurrencies.Add(payment.DestinationCurrency);
            _sourceAccounts.Add(payment.SourceAccount);
            _destinationAccounts.Add(payment.DestinationAccount);
            _counterparties.Add(payment.CounterpartyId);
            _windows.Add(Domain.Transactions.PaymentWindows.Name(payment.Window));
            _bodies.Add(pending.Record.Body);
        }
    }

    private void Clear()
    {
        _transactionIds.Clear();
        _keys.Clear();
        _fingerprints.Clear();
        _amounts.Clear();
        _sourceCurrencies.Clear();
        _destinationCurrencies.Clear();
        _sourceAccounts.Clear();
        _destinationAccounts.Clear();
        _counterparties.Clear();
        _windows.Clear();
        _bodies.Clear();
    }

    private static NpgsqlParameter<List<string>> Texts(List<string> values) => Array(values, NpgsqlDbType.Text);

    private static NpgsqlParameter<List<T>> Array<T>(List<T> values, NpgsqlDbType type) => new() { NpgsqlDbType = NpgsqlDbType.Array | type, TypedValue = values };
}
