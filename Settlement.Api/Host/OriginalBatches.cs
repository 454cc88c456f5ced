using Npgsql;
using Settlement.Engine.Database;
using Settlement.Engine.Intake;

namespace Settlement.Api.Host;

/// <summary>
/// The batches of payments that were sent again, from their sagas. A repetition is known without the database, from memory, Redis or the topic; its batch
/// is not: while the database is away the answer comes without it.
/// </summary>
internal sealed partial class OriginalBatches(
    [FromKeyedServices(DatabaseConnections.Hot)] NpgsqlDataSource database, ILogger<OriginalBatches> logger) : IOriginalBatchLookup
{
    private const string Sql = "select transaction_id, batch_id from transactions where transaction_id = any($1) and batch_id is not null";

    /// <summary>An answer that has all that matters does not wait longer for the rest.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private static readonly Dictionary<string, string> None = new(StringComparer.Ordinal);

    public async Task<IReadOnlyDictionary<string, string>> FindAsync(IReadOnlyCollection<string> transactionIds, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            await using var command = database.CreateCommand(Sql);
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. transactionIds] });
            var found = new Dictionary<string, string>(transactionIds.Count, StringComparer.Ordinal);
            await using var rows = await command.ExecuteReaderAsync(limit.Token);
            while (await rows.ReadAsync(limit.Token))
            {
                found[rows.GetString(0)] = rows.GetString(1);
            }

            return found;
        }
        catch (Exception away) when (DatabaseOutage.Is(away) || (away is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LogAway(logger, away.Message);
            return None;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Repetitions are answered without their batch for now: {Reason}")]
    private static partial void LogAway(ILogger logger, string reason);
}
