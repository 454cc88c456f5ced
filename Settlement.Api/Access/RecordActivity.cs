using Settlement.Domain.Access;
using Settlement.Engine.Access;
using Settlement.Engine.Database;

namespace Settlement.Api.Access;

/// <summary>
/// Records what a route does: who, what, to what, why, and how it ended. What is set out to be done is written before anything is done, and how it ended afterwards; so a
/// deed whose process died in between is in the list, as begun, and a deed that cannot be recorded is not done.
/// </summary>
internal static partial class RecordActivity
{
    private const int MaxSubjectLength = 200;

    /// <param name="action">The deed's name, as operations are named in the API's description: <c>closeWindow</c>.</param>
    public static TBuilder RecordsActivity<TBuilder>(this TBuilder endpoint, string action)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new ActivityName(action)).AddEndpointFilter(InvokeAsync);

    public static string ActionOf(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<ActivityName>()?.Action
        ?? context.GetEndpoint()?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName
        ?? context.Request.Method;

    /// <summary>What a request is about: its path's values, as <c>bank_a/EUR</c>.</summary>
    public static string SubjectOf(HttpContext context) =>
        Plain(string.Join('/', context.Request.RouteValues.Select(value => value.Value?.ToString())), MaxSubjectLength);

    private static async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        if (context.RequestServices.GetService<ActivityLog>() is not { } activity || context.FindCaller() is not { } caller)
        {
            return await next(invocation);
        }

        // What the body says is recorded as it came, before the route has judged it.
        var said = invocation.Arguments.OfType<IReasoned>().FirstOrDefault();
        var onBehalfOf = caller.IsPerson || string.IsNullOrWhiteSpace(said?.OnBehalfOf) ? null : Plain(said.OnBehalfOf.Trim(), OperatorNote.MaxOperatorLength);
        var note = new ActivityNote(
            caller.Name, caller.Kind, onBehalfOf, ActionOf(context), SubjectOf(context), Plain(said?.Reason?.Trim() ?? "", OperatorNote.MaxReasonLength), ActivityOutcome.Begun, "");
        var intent = await activity.BeginAsync(note, context.RequestAborted);
        try
        {
            var result = await next(invocation);
            var status = (result as IStatusCodeHttpResult)?.StatusCode ?? context.Response.StatusCode;
            await EndAsync(context, activity, intent, note with { Outcome = status < 400 ? ActivityOutcome.Done : ActivityOutcome.Refused, Detail = status < 400 ? "" : CodeOf(result) });
            return result;
        }
        catch (Exception failure)
        {
            await EndAsync(context, activity, intent, note with { Outcome = ActivityOutcome.Failed, Detail = failure.GetType().Name });
            throw;
        }
    }

    private static string CodeOf(object? result) => result is Http.ProblemResult { Value: { Errors: [var first, ..] } } ? first.Code
        : result is Http.ProblemResult problem ? problem.Value.Type[(problem.Value.Type.LastIndexOf(':') + 1)..] : "";

    /// <summary>The deed is done: neither that its caller has gone meanwhile nor that this cannot be written changes that. It stays in the list as begun.</summary>
    private static async Task EndAsync(HttpContext context, ActivityLog activity, long intent, ActivityNote note)
    {
        try
        {
            await activity.EndAsync(intent, note, CancellationToken.None);
        }
        catch (Exception failure) when (failure is Npgsql.NpgsqlException || DatabaseOutage.Is(failure))
        {
            LogNotRecorded(context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(RecordActivity)), note.Action, note.Actor, intent, failure.Message);
        }
    }

    private static string Plain(string text, int maxLength) =>
        new([.. text.Where(character => !char.IsControl(character) && !char.IsSurrogate(character)).Take(maxLength)]);

    [LoggerMessage(Level = LogLevel.Error, Message = "How {Action} of {Caller} ended could not be recorded; entry {Intent} says that it was begun: {Reason}")]
    private static partial void LogNotRecorded(ILogger logger, string action, string caller, long intent, string reason);
}

/// <summary>Endpoint metadata: what the deed is called in the activity.</summary>
internal sealed record ActivityName(string Action);
