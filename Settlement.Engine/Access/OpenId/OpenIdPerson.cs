using System.Buffers.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Settlement.Domain.Access;

namespace Settlement.Engine.Access.OpenId;

/// <summary>Whom a checked ID token describes, as far as this system wants to know.</summary>
/// <param name="Subject">Issuer and subject: the two together name a person for good, as a name does not.</param>
/// <param name="Name">As the provider calls them, in lower case; null when that cannot be a name here.</param>
/// <param name="Role">Null when no value of the claim gives a role, or when two give roles that one person must not have together.</param>
public sealed record OpenIdPerson(string Subject, string? Name, string DisplayName, Role? Role)
{
    public static OpenIdPerson Of(JsonWebToken token, OpenIdOptions options)
    {
        ArgumentNullException.ThrowIfNull(token);
        ArgumentNullException.ThrowIfNull(options);
        using var payload = JsonDocument.Parse(Base64Url.DecodeFromChars(token.EncodedPayload));
        var claims = payload.RootElement;
        var name = TextOf(claims, options.NameClaim)?.Trim().ToLowerInvariant();
        var shown = TextOf(claims, "name")?.Trim();
        var isShown = shown is { Length: > 0 and <= PersonRules.MaxDisplayName } && !shown.Any(char.IsControl);
        return new OpenIdPerson(
            $"{token.Issuer} {token.Subject}", PersonRules.IsName(name) ? name : null, isShown ? shown! : name ?? token.Subject, RoleOf(ValuesOf(claims, options.RoleClaim), options.Roles));
    }

    /// <summary>
    /// Administrators have every scope and everybody may look, so these roles take in the others. Operator and approver stand side by side: who is given both is
    /// given none, because they are the two people of four eyes.
    /// </summary>
    private static Role? RoleOf(IEnumerable<string> values, Dictionary<string, Role> roles)
    {
        var given = values.Where(roles.ContainsKey).Select(value => roles[value]).ToHashSet();
        if (given.Contains(Domain.Access.Role.Administrator))
        {
            return Domain.Access.Role.Administrator;
        }

        var acting = given.Where(role => role != Domain.Access.Role.Viewer).ToList();
        return acting switch
        {
            [var one] => one,
            [] when given.Count > 0 => Domain.Access.Role.Viewer,
            _ => null,
        };
    }

    private static string? TextOf(JsonElement claims, string claim) =>
        claims.TryGetProperty(claim, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static IReadOnlyList<string> ValuesOf(JsonElement claims, string claim) => !claims.TryGetProperty(claim, out var value) ? [] : value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array => [.. value.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()!)],
        _ => [],
    };
}
