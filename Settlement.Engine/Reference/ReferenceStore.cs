using Npgsql;
using Settlement.Domain.Batches;
using Settlement.Domain.Fx;
using Settlement.Domain.Reference;

namespace Settlement.Engine.Reference;

/// <summary>Reads the reference data from PostgreSQL.</summary>
public sealed class ReferenceStore(NpgsqlDataSource database)
{
    /// <summary>The channel on which every commit of changes tells the new version.</summary>
    internal const string Channel = "reference_changed";

    private const string Everything = """
        select version from reference_version;
        select participant_id, name, bic, status, region from participants;
        select account_id, participant_id, status, iban from accounts;
        select participant_id, currency, limit_minor from net_debit_caps;
        select debtor, creditor, currency, limit_minor from bilateral_limits;
        select distinct on (base, quote) base, quote, mid, spread_bps, source, as_of
            from fx_rates order by base, quote, as_of desc, rate_id desc;
        """;

    private const string PostedBySql = """
        select (after ->> 'mid')::numeric from (
            (select change_id, after from reference_changes where kind = 'fx_rate' and key = $1 and changed_at <= $2 order by change_id desc limit 1)
            union all
            (select change_id, after from reference_changes where kind = 'fx_rate' and key = $1 and changed_at > $2 order by change_id limit 1)) posted
        order by change_id limit 1
        """;

    public async Task<long> ReadVersionAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select version from reference_version");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Everything as of one version.</summary>
    public async Task<ReferenceSnapshot> LoadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);

        // One snapshot of the database for all statements: a change cannot come between them.
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken);
        await using var command = new NpgsqlCommand(Everything, connection, transaction);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var version = await ReadAsync(reader, row => row.GetInt64(0), cancellationToken);
        var participants = await ReadAsync(reader, Participant, cancellationToken);
        var accounts = await ReadAsync(reader, Account, cancellationToken);
        var caps = await ReadAsync(reader, row => new NetDebitCap(row.GetString(0), row.GetString(1), row.GetInt64(2)), cancellationToken);
        var limits = await ReadAsync(
            reader, row => new BilateralLimit(row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt64(3)), cancellationToken);
        var rates = await ReadAsync(reader, Rate, cancellationToken);
        return new ReferenceSnapshot(version.Single(), participants, accounts, caps, limits, new FxRates(rates));
    }

    /// <summary>Quotes of a pair, latest first, at most <paramref name="max"/>.</summary>
    public async Task<IReadOnlyList<FxRate>> RateHistoryAsync(string baseCurrency, string quoteCurrency, int max, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "select base, quote, mid, spread_bps, source, as_of from fx_rates where base = $1 and quote = $2 order by as_of desc, rate_id desc limit $3");
        command.Parameters.AddWithValue(baseCurrency);
        command.Parameters.AddWithValue(quoteCurrency);
        command.Parameters.AddWithValue(max);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await ReadAsync(reader, Rate, cancellationToken);
    }

    /// <summary>
    /// The mid that was posted last by a time, or else the first one after it; null when none ever was. By when it was posted, not by the time that its poster
    /// gave it: nobody makes an earlier quote afterwards.
    /// </summary>
    public async Task<decimal?> MidPostedByAsync(string baseCurrency, string quoteCurrency, DateTimeOffset time, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(PostedBySql);
        command.Parameters.AddWithValue($"{baseCurrency}/{quoteCurrency}");
        command.Parameters.AddWithValue(time);
        return (decimal?)await command.ExecuteScalarAsync(cancellationToken);
    }

    /// <summary>The audit, latest change first, at most <paramref name="max"/> before the change <paramref name="before"/>.</summary>
    public async Task<IReadOnlyList<RecordedChange>> ChangesAsync(long before, int max, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            select change_id, version, changed_at, changed_by, kind, key, before::text, after::text, reason
            from reference_changes where change_id < $1 order by change_id desc limit $2
            """);
        command.Parameters.AddWithValue(before);
        command.Parameters.AddWithValue(max);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await ReadAsync(
            reader,
            row => new RecordedChange(
                row.GetInt64(0), row.GetInt64(1), row.GetFieldValue<DateTimeOffset>(2), row.GetString(3), row.GetString(4), row.GetString(5),
                row.IsDBNull(6) ? null : row.GetString(6), row.GetString(7), row.GetString(8)),
            cancellationToken);
    }

    /// <summary>Reads a result set and moves to the next.</summary>
    private static async Task<List<T>> ReadAsync<T>(NpgsqlDataReader reader, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(read(reader));
        }

        await reader.NextResultAsync(cancellationToken);
        return rows;
    }

    private static Participant Participant(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2), StoredStatus.Participant(row.GetString(3)), row.GetString(4));

    private static Account Account(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetString(1), StoredStatus.Account(row.GetString(2)), row.IsDBNull(3) ? null : row.GetString(3));

    private static FxRate Rate(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetDecimal(2), row.GetDecimal(3), row.GetString(4), row.GetFieldValue<DateTimeOffset>(5));
}
