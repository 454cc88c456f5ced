using Settlement.Api.Http;
using Settlement.Api.OpenApi;
using Settlement.Domain.Access;
using Settlement.Engine.Access;

namespace Settlement.Api.Access;

/// <summary>A signed-in person's own password.</summary>
internal static class OwnPasswordEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPut("/api/v1/sessions/current/password", ChangeAsync)
        .WithName("changeOwnPassword").WithTags("Access").WithSummary("Changes one's own password; one's other sessions end")
        .WithDescription("A wrong old password counts as a failed sign-in.")
        .RequireScope(Scope.Read).Produces<EndedSessions>().ProducesProblems(400, 409, 422, 503)
        .WithRequestExample("""{"old_password":"the one until now","new_password":"a long sentence of one's own"}""");

    private static async Task<IResult> ChangeAsync(OwnPasswordRequest body, HttpContext http, OwnPassword password, CancellationToken cancellationToken)
    {
        var caller = http.GetCaller();
        if (!caller.IsPerson || RequestCredential.Read(http.Request, out var text) != CredentialForm.Secret || AccessSecret.Parse(text) is not { } session)
        {
            return Problems.Conflict("no_own_password", "Only a signed-in person has a password.");
        }

        var errors = new List<FieldError>();
        if (string.IsNullOrEmpty(body.OldPassword) || body.OldPassword.Length > Passwords.MaxLength)
        {
            errors.Add(new FieldError("old_password", "required", "old_password must be the password until now."));
        }

        if (Passwords.Objection(body.NewPassword, caller.Name) is { } objection)
        {
            errors.Add(new FieldError("new_password", "weak_password", "new_" + objection));
        }
        else if (body.NewPassword == body.OldPassword)
        {
            errors.Add(new FieldError("new_password", "same_password", "new_password must be another one than old_password."));
        }

        if (errors.Count > 0)
        {
            return Problems.Invalid(errors);
        }

        var (outcome, ended) = await password.ChangeAsync(caller, session, body.OldPassword!, body.NewPassword!, cancellationToken);
        return outcome switch
        {
            OwnPasswordOutcome.Changed => TypedResults.Ok(new EndedSessions(ended)),
            OwnPasswordOutcome.WrongOld => Problems.Invalid("old_password", "wrong_password", "old_password is not the password until now, or the account is locked after too many tries."),
            _ => Problems.Conflict("no_own_password", "This account has no password of its own: it signs in with the identity provider, or is a demo person."),
        };
    }
}

/// <param name="NewPassword">12 to 128 characters, not built from one's name or a common word.</param>
public sealed record OwnPasswordRequest(string? OldPassword, string? NewPassword);
