using Settlement.Api.Http;
using Settlement.Api.OpenApi;
using Settlement.Domain.Access;
using Settlement.Engine.Access;
using Settlement.Engine.Access.OpenId;

namespace Settlement.Api.Access;

/// <summary>Signing in with the identity provider: two calls around the browser's way through it. Which ways there are at all can be asked by anybody.</summary>
internal static class OpenIdEndpoints
{
    private const int MaxText = 4_096;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/sessions/methods", MethodsAsync)
            .WithName("listSignInMethods").WithTags("Access").WithSummary("The ways in which people sign in here")
            .AllowAnyone("a sign-in page asks it before anybody is signed in; it tells what that page shows").Produces<SignInMethods>();
        routes.MapPost("/api/v1/sessions/openid", BeginAsync)
            .WithName("beginOpenIdSignIn").WithTags("Access").WithSummary("Begins a sign-in with the identity provider")
            .WithDescription("Send the browser to authorization_url and keep browser with it, e.g. in a cookie that no script can read. The provider sends it back to Access:OpenId:RedirectUri.")
            .AllowAnyone("it is how one gets a credential; what it begins is good for one browser and some minutes")
            .Produces<OpenIdSignInStart>(StatusCodes.Status201Created).ProducesProblems(404, 503);
        routes.MapPost("/api/v1/sessions/openid/complete", CompleteAsync)
            .WithName("completeOpenIdSignIn").WithTags("Access").WithSummary("Ends a sign-in with what the provider sent the browser back with")
            .WithDescription("Once only. The first sign-in makes the person's account; the provider's role claim says the role, each time.")
            .AllowAnyone("it is how one gets a credential; the provider vouches for the person")
            .Produces<Session>(StatusCodes.Status201Created).ProducesProblems(400, 401, 404, 422, 503)
            .WithRequestExample("""{"state":"kYx…","code":"SplxlOBeZQQYbYS6WxSbIA","browser":"5tq…","issuer":"https://login.example"}""");
    }

    private static async Task<IResult> MethodsAsync(OpenIdSignIn openId, CancellationToken cancellationToken) => TypedResults.Ok(new SignInMethods(
        true, openId.Options.IsConfigured ? new OpenIdMethod(openId.Options.DisplayName, await openId.SignOutAddressAsync(cancellationToken)) : null));

    private static async Task<IResult> BeginAsync(OpenIdSignIn openId, ILogger<OpenIdSignIn> logger, CancellationToken cancellationToken)
    {
        if (!openId.Options.IsConfigured)
        {
            return Problems.NotFound("identity provider: Access:OpenId is not configured");
        }

        try
        {
            return await openId.BeginAsync(cancellationToken) is { } start
                ? TypedResults.Created((string?)null, new OpenIdSignInStart(start.Address, start.Browser, start.ExpiresAt))
                : Problems.Unavailable(RetryAfter);
        }
        catch (OpenIdUnavailableException failure)
        {
            return Away(logger, failure);
        }
    }

    private static async Task<IResult> CompleteAsync(
        OpenIdReturnRequest body, OpenIdSignIn openId, AccessPolicy policy, ILogger<OpenIdSignIn> logger, CancellationToken cancellationToken)
    {
        if (!openId.Options.IsConfigured)
        {
            return Problems.NotFound("identity provider: Access:OpenId is not configured");
        }

        var errors = new (string Field, string? Value)[] { ("state", body.State), ("code", body.Code), ("browser", body.Browser) }
            .Where(given => given.Value is not { Length: > 0 and <= MaxText })
            .Select(given => new FieldError(given.Field, "required", $"{given.Field} is required, in at most {MaxText} characters.")).ToList();
        if (errors.Count > 0)
        {
            return Problems.Invalid(errors);
        }

        try
        {
            var outcome = await openId.CompleteAsync(body.State!, body.Code!, body.Browser!, body.Issuer, cancellationToken);
            return outcome is { Token: { } token, Caller: { } caller }
                ? TypedResults.Created("/api/v1/sessions/current", SessionEndpoints.View(token.Text, caller, policy))
                : Refused(outcome.Refusal!.Value, openId.Options);
        }
        catch (OpenIdUnavailableException failure)
        {
            return Away(logger, failure);
        }
    }

    private static ProblemResult Refused(OpenIdRefusal refusal, OpenIdOptions options)
    {
        var (code, message) = refusal switch
        {
            OpenIdRefusal.FlowUnknown => ("flow_unknown", $"This sign-in is not known here: it was used already, took longer than {options.FlowMinutes} minutes, or was begun in another browser. Begin again."),
            OpenIdRefusal.NoRole => ("no_role", $"{options.DisplayName} gives you no role here, or several that one person must not have together: ask whoever administers it (claim {options.RoleClaim})."),
            OpenIdRefusal.NoName => ("no_name", $"{options.DisplayName} does not say your name in the claim {options.NameClaim}: {PersonRules.NameRule}"),
            OpenIdRefusal.NameTaken => ("name_taken", "Somebody else has your name here: ask an administrator of this system."),
            OpenIdRefusal.LastAdministrator => ("last_administrator", $"{options.DisplayName} no longer makes you an administrator, and nobody else here is one: let another administrator sign in first, or have the role given back (claim {options.RoleClaim})."),
            OpenIdRefusal.NotActive => ("not_active", "Your account here is closed: ask an administrator of this system."),
            _ => ("token_refused", $"What {options.DisplayName} answered cannot be trusted, and nobody was signed in. Begin again; if it stays so, the log says why."),
        };
        return new ProblemResult(StatusCodes.Status401Unauthorized, code, "Not signed in", message, [new FieldError("", code, message)]);
    }

    private static ProblemResult Away(ILogger logger, OpenIdUnavailableException failure)
    {
        OpenIdLog.Unavailable(logger, failure.Message);
        return new ProblemResult(
            StatusCodes.Status503ServiceUnavailable, "provider_unavailable", "Identity provider unavailable",
            "The identity provider does not answer. Try again in a moment, or sign in with a password.", retryAfter: RetryAfter);
    }
}

/// <param name="State">As the provider sent it back.</param>
/// <param name="Code">As the provider sent it back.</param>
/// <param name="Browser">What beginOpenIdSignIn answered.</param>
/// <param name="Issuer">The parameter iss, where the provider sends one.</param>
public sealed record OpenIdReturnRequest(string? State, string? Code, string? Browser, string? Issuer);

internal static partial class OpenIdLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The identity provider does not answer: {Reason}")]
    public static partial void Unavailable(ILogger logger, string reason);
}
