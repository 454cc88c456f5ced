using System.Text.Json;
using Settlement.Api.Access;
using Settlement.Api.Http;
using Settlement.Domain.Access;
using Settlement.Engine.Actions;

namespace Settlement.Api.Actions;

/// <summary>
/// Keeps the simple routes from being a way around the second person: where the same as an action would ask for one, they refuse and say how to make the
/// action. The demo client is let through: it is the example client of those routes, on one machine, in demo mode.
/// </summary>
internal static class FourEyesGate
{
    /// <returns>The 409 to answer with, or null when one person is enough. What else is wrong is for the route to say.</returns>
    public static async Task<IResult?> CheckAsync(HttpContext http, string kind, object parameters, CancellationToken cancellationToken)
    {
        if (http.GetCaller().Kind == CallerKind.DemoClient || http.RequestServices.GetService<ActionDesk>()?.FindKind(kind) is not { } action)
        {
            return null;
        }

        var json = JsonSerializer.SerializeToElement(parameters);
        var draft = await action.DraftAsync(new ActionParameters(json), cancellationToken);
        var because = draft.Errors.Count > 0 ? "" : http.RequestServices.GetRequiredService<FourEyes>().Because(draft);
        return because.Length == 0
            ? null
            : Problems.Conflict("second_person_required", $"A second person must agree, because {because}: POST /api/v1/actions with kind {kind} instead.");
    }
}
