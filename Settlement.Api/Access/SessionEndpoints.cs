using Settlement.Api.Http;
using Settlement.Api.OpenApi;
using Settlement.Domain.Access;
using Settlement.Engine.Access;

namespace Settlement.Api.Access;

/// <summary>Signing in and out.</summary>
internal static class SessionEndpoints
{
    private const string Help = """
        The answer's token goes into the header "Authorization: Bearer TOKEN" of the requests that follow. In demo mode, on the machine itself, these people can sign
        in, each with the password "demo-only": viewer (looks), operator (submits and runs the settlement), approver (is the second person of what operators ask
        for), administrator (all of it, people and API keys). A request without a credential then acts as the demo client, which may read, submit and operate.
        """;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/v1/sessions", SignInAsync)
            .WithName("signIn").WithTags("Access").WithSummary("Signs a person in").WithDescription(Help)
            .AllowAnyone("it is how one gets a credential; failed tries lock the account")
            .Produces<Session>(StatusCodes.Status201Created).ProducesProblems(400, 401, 422, 503)
            .WithRequestExample("""{"name":"operator","password":"demo-only"}""")
            .WithAnswerExample(201, """
                {"token":"sst_Zm9yLXRoZS1leGFtcGxlLW9ubHktbm90LWEtc2VjcmV0","person":{"name":"operator","display_name":"Demo operator","kind":"person",
                "role":"operator","scopes":["read","submit","operate"]},"expires_at":"2026-11-24T19:00:00Z","is_demo":true}
                """);
        routes.MapGet("/api/v1/sessions/current", Current)
            .WithName("getSession").WithTags("Access").WithSummary("Who the request's credential belongs to, and what it may do")
            .WithDescription("Without a credential it is the demo client, in demo mode; expires_at is null where nothing expires.")
            .RequireScope(Scope.Read).Produces<Session>();
        routes.MapDelete("/api/v1/sessions/current", SignOutAsync)
            .WithName("signOut").WithTags("Access").WithSummary("Ends the session; its token is good for nothing from now on")
            .RequireScope(Scope.Read).Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> SignInAsync(
        SignInRequest body, HttpContext http, SignIn signIn, DemoClientRule demo, AccessPolicy policy, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(body.Name) || string.IsNullOrEmpty(body.Password))
        {
            return Problems.Invalid(string.IsNullOrEmpty(body.Name) ? "name" : "password", "required", "name and password are required.");
        }

        if (!PersonRules.IsName(body.Name) || body.Password.Length > Passwords.MaxLength)
        {
            return Refused(policy);
        }

        return await signIn.TryAsync(body.Name, body.Password, demo.Admits(http), cancellationToken) is var (token, caller)
            ? TypedResults.Created("/api/v1/sessions/current", View(token.Text, caller, policy))
            : Refused(policy);
    }

    private static IResult Current(HttpContext http, AccessPolicy policy) => TypedResults.Ok(View(null, http.GetCaller(), policy));

    private static async Task<IResult> SignOutAsync(HttpContext http, SignIn signIn, CancellationToken cancellationToken)
    {
        if (http.GetCaller().IsPerson && RequestCredential.Read(http.Request, out var token) == CredentialForm.Secret)
        {
            await signIn.EndAsync(token, http.GetCaller().Name, cancellationToken);
        }

        return TypedResults.NoContent();
    }

    internal static Session View(string? token, Caller caller, AccessPolicy policy) => new(
        token, new SessionPerson(caller.Name, caller.DisplayName, caller.Kind, caller.Role, caller.Scopes.ToList()), caller.ExpiresAt, policy.IsDemo);

    private static ProblemResult Refused(AccessPolicy policy)
    {
        var message = $"Name or password is wrong, or the account is locked: {policy.Options.MaxFailedSignIns} failures in a row lock it for {policy.Options.LockMinutes} minutes.";
        return new ProblemResult(
            StatusCodes.Status401Unauthorized, "sign_in_refused", "Not signed in", message, [new FieldError("", "sign_in_refused", message)]);
    }
}

/// <param name="Name">A person's name, e.g. operator.</param>
public sealed record SignInRequest(string? Name, string? Password);
