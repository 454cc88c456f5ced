using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;
using Settlement.Api.Cli;

namespace Settlement.Api.Demo;

/// <summary>
/// Waits until the engine has nothing left to do at the time the clock shows: every accepted payment has its saga, no RTGS payment moves, no
/// batch is open, no window is closing. Only then may the clock jump, or a run would depend on how fast the machine is.
/// </summary>
internal sealed class QuietWatch(NpgsqlDataSource database)
{
    private const string BusySql = """
        select (select count(*) from intake_log i where i.kind = 'payment'
                and not exists (select from transactions t where t.transaction_id = i.transaction_id and t.state <> 'Submitted')) as unread,
               (select count(*) from transactions where is_open and window_id = 'rtgs' and state in ('Validated', 'Batched', 'Matched')) as moving,
               (select count(*) from batches where is_open) as batches,
               (select count(*) from windows where state in ('Closing', 'Closed')) as closing,
               (select count(*) from windows where currency = $1 and state <> 'Reported' and (window_id = $2 or ($2 is null and cut_off <= $3))) as due
        """;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(15);

    /// <summary>Nothing the day asks for takes as long, also on a slow machine: something has stopped.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    public Task UntilQuietAsync(CancellationToken cancellationToken) => UntilReportedAsync("", "", DateTimeOffset.MinValue, cancellationToken);

    /// <summary>Until, besides, the windows of a closure are reported.</summary>
    public Task UntilReportedAsync(DemoClosure closure, CancellationToken cancellationToken) =>
        UntilReportedAsync(closure.Currency, closure.EarlyWindowId, closure.At, cancellationToken);

    private async Task UntilReportedAsync(string currency, string? windowId, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var since = Stopwatch.GetTimestamp();
        await using var command = database.CreateCommand(BusySql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = currency });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)windowId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = at });
        while (await FindWorkAsync(command, cancellationToken) is { } work)
        {
            if (Stopwatch.GetElapsedTime(since) > Limit)
            {
                throw new UserErrorException($"the demonstration stopped: after {Limit.TotalSeconds:F0} s the engine was still at work ({work}).");
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }

    private static async Task<string?> FindWorkAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var work = Enumerable.Range(0, reader.FieldCount).Where(i => reader.GetInt64(i) > 0).Select(i => $"{reader.GetName(i)}: {reader.GetInt64(i)}").ToList();
        return work.Count == 0 ? null : string.Join(", ", work);
    }
}
