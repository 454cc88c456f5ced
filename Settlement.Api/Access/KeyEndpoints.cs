using Settlement.Api.Http;
using Settlement.Api.OpenApi;
using Settlement.Domain.Access;
using Settlement.Engine.Access;

namespace Settlement.Api.Access;

/// <summary>API keys of programs, for administrators.</summary>
internal static class KeyEndpoints
{
    private const int MaxName = 64;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/keys", ListAsync)
            .WithName("listKeys").WithTags("Access").WithSummary("API keys in order of their ids, the revoked ones among them; never their secrets")
            .RequireScope(Scope.Administer).Produces<Page<ApiKey>>().ProducesProblems(422);
        routes.MapPost("/api/v1/keys", AddAsync)
            .WithName("createKey").WithTags("Access").WithSummary("Makes an API key; its secret is in this answer and nowhere else")
            .WithDescription("A key may read, submit, operate and administer, as far as its maker may; never approve: the second person is a person.")
            .RequireScope(Scope.Administer).Produces<NewApiKey>(StatusCodes.Status201Created).ProducesProblems(400, 409, 422)
            .WithRequestExample("""{"name":"erp","scopes":["read","submit"],"reason":"payments of the ERP system","expires_at":"2027-11-24T00:00:00Z"}""");
        routes.MapPatch("/api/v1/keys/{id}", RevokeAsync)
            .WithName("revokeKey").WithTags("Access").WithSummary("Revokes an API key; revoking it again changes nothing")
            .RequireScope(Scope.Administer).Produces<ApiKey>().ProducesProblems(400, 404, 422)
            .WithRequestExample("""{"revoked":true,"reason":"the program was retired"}""");
    }

    private static async Task<IResult> ListAsync(ApiKeyStore keys, int? limit, string? cursor, CancellationToken cancellationToken)
    {
        if (!PageRequest.TryRead("keys", limit, cursor, out var page, out var problem))
        {
            return problem;
        }

        return TypedResults.Ok(page.ToPage(await keys.ListAsync(page.After ?? "", page.Limit + 1, cancellationToken), key => key.KeyId));
    }

    private static async Task<IResult> AddAsync(
        NewKeyRequest body, HttpContext http, ApiKeyStore keys, TimeProvider time, CancellationToken cancellationToken)
    {
        var caller = http.GetCaller();
        var errors = new List<FieldError>();
        var name = body.Name?.Trim();
        if (string.IsNullOrEmpty(name) || name.Length > MaxName || name.Any(char.IsControl))
        {
            errors.Add(new FieldError("name", "required", $"name must say which program the key is for, in at most {MaxName} characters."));
        }

        var scopes = ReadScopes(body.Scopes, caller, errors);
        if (body.ExpiresAt <= time.GetUtcNow())
        {
            errors.Add(new FieldError("expires_at", "in_the_past", "expires_at must lie in the future; left out, the key is good until it is revoked."));
        }

        if (OperatorNote.CheckReason(body.Reason) is { } error)
        {
            errors.Add(error);
        }

        if (errors.Count > 0)
        {
            return Problems.Invalid(errors);
        }

        return await keys.AddAsync(name!, scopes, body.ExpiresAt, caller, body.Reason!.Trim(), cancellationToken) is { } made
            ? TypedResults.Created("/api/v1/keys", made)
            : Problems.Conflict("name_taken", $"There is a key named {name} already, perhaps a revoked one.", "name");
    }

    private static async Task<IResult> RevokeAsync(
        string id, ChangedKeyRequest body, HttpContext http, ApiKeyStore keys, CancellationToken cancellationToken)
    {
        if (body.Revoked is not true)
        {
            return Problems.Invalid("revoked", "required", "revoked must be true: a key can be revoked, and nothing else of it changes.");
        }

        if (OperatorNote.CheckReason(body.Reason) is { } error)
        {
            return Problems.Invalid([error]);
        }

        return await keys.RevokeAsync(id, http.GetCaller(), body.Reason!.Trim(), cancellationToken) is { } key
            ? TypedResults.Ok(key)
            : Problems.NotFound($"key '{id}'");
    }

    private static ScopeSet ReadScopes(IReadOnlyList<string>? names, Caller caller, List<FieldError> errors)
    {
        var scopes = new List<Scope>();
        foreach (var name in names ?? [])
        {
            var scope = Enum.GetValues<Scope>().Cast<Scope?>().FirstOrDefault(known => known!.Value.ToString().ToLowerInvariant() == name);
            if (scope is null or Scope.Approve)
            {
                errors.Add(new FieldError("scopes", "unknown_scope", "scopes must be some of read, submit, operate, administer."));
            }
            else if (!caller.Scopes.Contains(scope.Value))
            {
                errors.Add(new FieldError("scopes", "beyond_own", $"A key cannot do what its maker may not: {name}."));
            }
            else
            {
                scopes.Add(scope.Value);
            }
        }

        if (scopes.Count == 0 && errors.TrueForAll(error => error.Field != "scopes"))
        {
            errors.Add(new FieldError("scopes", "required", "scopes must name at least one of read, submit, operate, administer."));
        }

        return ScopeSet.Of([.. scopes]);
    }
}

/// <param name="Name">Which program it is for.</param>
/// <param name="Scopes">Some of read, submit, operate, administer.</param>
/// <param name="ExpiresAt">When the key ends by itself; left out, it does not.</param>
/// <param name="Reason">Why; kept with the activity.</param>
public sealed record NewKeyRequest(string? Name, IReadOnlyList<string>? Scopes, DateTimeOffset? ExpiresAt, string? Reason);

/// <param name="Revoked">True.</param>
/// <param name="Reason">Why; kept with the activity.</param>
public sealed record ChangedKeyRequest(bool? Revoked, string? Reason);
