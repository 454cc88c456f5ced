using Microsoft.Net.Http.Headers;

namespace Settlement.Api.Access;

internal enum CredentialForm
{
    /// <summary>The request carries no credential.</summary>
    None,

    /// <summary>It carries one.</summary>
    Secret,

    /// <summary>It carries two, or one in a form that is not spoken here.</summary>
    Unreadable,
}

/// <summary>
/// Where a request carries its secret: <c>Authorization: Bearer</c> for session tokens, <c>X-Api-Key</c> for API keys. A key as a bearer token is taken as
/// well, because Prometheus and many clients know that form only.
/// </summary>
internal static class RequestCredential
{
    public const string KeyHeader = "X-Api-Key";
    private const string Bearer = "Bearer ";

    /// <summary>Set by pages on requests that nobody made by hand. Who leaves it out gains what they could have by any other request: their own session's life.</summary>
    private const string UnattendedHeader = "X-Unattended";

    public static CredentialForm Read(HttpRequest request, out string secret)
    {
        var authorization = request.Headers.Authorization;
        var key = request.Headers[KeyHeader];
        secret = "";
        if (authorization.Count == 0 && key.Count == 0)
        {
            return CredentialForm.None;
        }

        if (authorization.Count + key.Count != 1)
        {
            return CredentialForm.Unreadable;
        }

        if (key.Count == 1)
        {
            secret = key[0]?.Trim() ?? "";
            return CredentialForm.Secret;
        }

        var text = authorization[0] ?? "";
        if (!text.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return CredentialForm.Unreadable;
        }

        secret = text[Bearer.Length..].Trim();
        return CredentialForm.Secret;
    }

    public static bool IsAttended(HttpRequest request) => !request.Headers.ContainsKey(UnattendedHeader);

    public static bool Carries(HttpRequest request) =>
        request.Headers.ContainsKey(HeaderNames.Authorization) || request.Headers.ContainsKey(KeyHeader);
}
