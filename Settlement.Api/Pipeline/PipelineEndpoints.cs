using Npgsql;
using Settlement.Api.Access;
using Settlement.Api.OpenApi;
using Settlement.Domain.Access;
using Settlement.Domain.Pipeline;
using Settlement.Engine.ReadModel;

namespace Settlement.Api.Pipeline;

/// <summary>How much is where between the client and the ledger.</summary>
public static class PipelineEndpoints
{
    /// <summary>
    /// Counts open sagas only, by their small partial index: final ones are many. Where a topic is the log, an engine has read whatever stands in the table: it is the one that
    /// fills it.
    /// </summary>
    private const string Sql = """
        select
            (select coalesce(max(position), 0) from intake_log),
            (select coalesce(max(position), 0) from (
                select position from engine_progress where consumer = 'engine' union all select max(position) from intake_log where exists (select from intake_stream)) as read_up_to),
            array(select state || ' ' || count(*) from batches where is_open group by state order by state),
            array(select state || ' ' || count(*) from windows where is_open group by state order by state)
        """;

    public static IEndpointRouteBuilder MapPipeline(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/pipeline", ReadAsync).RequireScope(Scope.Read)
            .WithName("getPipeline").WithTags("Operations").WithSummary("What is open in each state, and how far the engine has read the intake log")
            .Produces<PipelineView>()
            .WithAnswerExample(200, """{"intake_position":1200,"engine_position":1200,"transactions":{"validated":40},"batches":{"executing":1},"windows":{"open":36}}""");
        return routes;
    }

    private static async Task<IResult> ReadAsync(NpgsqlDataSource source, PaymentCounts counts, CancellationToken cancellationToken)
    {
        var payments = (await counts.OpenAsync(cancellationToken)).Values.SelectMany(window => window).GroupBy(count => count.Key, StringComparer.Ordinal)
            .ToDictionary(state => Name(state.Key), state => state.Sum(count => (long)count.Value), StringComparer.Ordinal);
        await using var command = source.CreateCommand(Sql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return TypedResults.Ok(new PipelineView(
            reader.GetInt64(0), reader.GetInt64(1), payments, Counts(reader, 2), Counts(reader, 3)));
    }

    private static Dictionary<string, long> Counts(NpgsqlDataReader reader, int column) => reader.GetFieldValue<string[]>(column)
        .Select(text => text.Split(' '))
        .ToDictionary(
            parts => Name(parts[0]),
            parts => long.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture),
            StringComparer.Ordinal);

    private static string Name(string state) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(state);
}
