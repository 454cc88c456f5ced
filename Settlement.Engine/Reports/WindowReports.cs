using Npgsql;
using Settlement.Domain.Reports;

namespace Settlement.Engine.Reports;

/// <summary>Reports in PostgreSQL, append-only: of two that make one report at once, the first one's stands.</summary>
public sealed class WindowReports(NpgsqlDataSource source, WindowReportBuilder builder, TimeProvider time) : IWindowReports
{
    private const string FindSql = "select report, hash, made_at from window_reports where window_id = $1";

    private const string KeepSql = "insert into window_reports (window_id, report, hash, made_at) values ($1, $2::json, $3, $4) on conflict do nothing";

    public async Task<string> MakeAsync(string windowId, CancellationToken cancellationToken)
    {
        if (await FindAsync(windowId, cancellationToken) is { } kept)
        {
            return kept.Hash;
        }

        var json = ReportJson.Write(await builder.BuildAsync(windowId, cancellationToken));
        await using (var keep = source.CreateCommand(KeepSql))
        {
            keep.Parameters.Add(new NpgsqlParameter<string> { TypedValue = windowId });
            keep.Parameters.Add(new NpgsqlParameter<string> { TypedValue = json });
            keep.Parameters.Add(new NpgsqlParameter<string> { TypedValue = ReportJson.Hash(json) });
            keep.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = time.GetUtcNow() });
            await keep.ExecuteNonQueryAsync(cancellationToken);
        }

        return (await FindAsync(windowId, cancellationToken))!.Hash;
    }

    public async Task<KeptReport?> FindAsync(string windowId, CancellationToken cancellationToken)
    {
        await using var find = source.CreateCommand(FindSql);
        find.Parameters.Add(new NpgsqlParameter<string> { TypedValue = windowId });
        await using var reader = await find.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new KeptReport(ReportJson.Read(reader.GetString(0)), reader.GetString(1), reader.GetFieldValue<DateTimeOffset>(2))
            : null;
    }
}
