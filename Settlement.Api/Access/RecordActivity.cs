using Settlement.Domain.Access;
using Settlement.Engine.Access;

namespace Settlement.Api.Access;

/// <summary>
/// Records what a route did: who, what, to what, why, and how it ended. The handler says why with <see cref="NoteReason"/>. The evidence that must not
/// be lost stands where the change is made (close markers, funding reasons, reference changes, saga events), in the change's own commit; this is the
/// list that people read, written after the answer is known.
/// </summary>
internal static partial class RecordActivity
{
    private static readonly object Key = new();

    private const int MaxSubjectLength = 200;

    /// <param name="action">The deed's name, as operations are named in the API's description: <c>closeWindow</c>.</param>
    public static TBuilder RecordsActivity<TBuilder>(this TBuilder endpoint, string action)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new ActivityName(action)).AddEndpointFilter(InvokeAsync);

    public static string ActionOf(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<ActivityName>()?.Action
        ?? context.GetEndpoint()?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName
        ?? context.Request.Method;

    /// <summary>Tells the record why it was done, and for whom where a program did it.</summary>
    public static void NoteReason(this HttpContext context, string? reason, string? onBehalfOf = null) => context.Items[Key] = new Noted(reason, onBehalfOf);

    /// <summary>What a request is about: its path's values, as <c>bank_a/EUR</c>.</summary>
    public static string SubjectOf(HttpContext context)
    {
        var text = string.Join('/', context.Request.RouteValues.Select(value => value.Value?.ToString()));
        return new string([.. text.Take(MaxSubjectLength).Where(character => !char.IsControl(character) && !char.IsSurrogate(character))]);
    }

    private static async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        try
        {
            var result = await next(invocation);
            var status = (result as IStatusCodeHttpResult)?.StatusCode ?? context.Response.StatusCode;
            await WriteAsync(context, status < 400 ? ActivityOutcome.Done : ActivityOutcome.Refused, status < 400 ? "" : CodeOf(result));
            return result;
        }
        catch (Exception failure) when (failure is not BadHttpRequestException)
        {
            await WriteAsync(context, ActivityOutcome.Failed, failure.GetType().Name);
            throw;
        }
    }

    private static string CodeOf(object? result) => result is Http.ProblemResult { Value: { Errors: [var first, ..] } } ? first.Code
        : result is Http.ProblemResult problem ? problem.Value.Type[(problem.Value.Type.LastIndexOf(':') + 1)..] : "";

    private static async Task WriteAsync(HttpContext context, ActivityOutcome outcome, string detail)
    {
        if (context.RequestServices.GetService<ActivityLog>() is not { } activity || context.FindCaller() is not { } caller)
        {
            return;
        }

        var (reason, onBehalfOf) = context.Items[Key] as Noted ?? new Noted(null, null);
        var action = ActionOf(context);
        try
        {
            // The deed is done: that its caller has gone meanwhile is no reason not to record it.
            await activity.RecordAsync(
                new ActivityNote(caller.Name, caller.Kind, onBehalfOf, action, SubjectOf(context), reason ?? "", outcome, detail), CancellationToken.None);
        }
        catch (Npgsql.NpgsqlException failure)
        {
            LogNotRecorded(context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(RecordActivity)), action, caller.Name, failure.Message);
        }
    }

    private sealed record Noted(string? Reason, string? OnBehalfOf);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Action} of {Caller} could not be recorded: {Reason}")]
    private static partial void LogNotRecorded(ILogger logger, string action, string caller, string reason);
}

/// <summary>Endpoint metadata: what the deed is called in the activity.</summary>
internal sealed record ActivityName(string Action);
