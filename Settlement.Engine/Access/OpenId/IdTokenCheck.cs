using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Settlement.Engine.Access.OpenId;

/// <summary>
/// Whether an ID token is the provider's, for this client, for this sign-in, and of now (OpenID Connect Core, 3.1.3.7). Signatures by the provider's
/// published keys only: a token that is unsigned, or signed with a shared secret, is none.
/// </summary>
public sealed class IdTokenCheck(OpenIdProvider provider, IOptions<OpenIdOptions> options, TimeProvider time)
{
    private const int MaxSubject = 255;

    private static readonly string[] Algorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.EcdsaSha256];

    private readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false };

    /// <summary>The token, or why it is refused.</summary>
    /// <exception cref="OpenIdUnavailableException">The provider's keys cannot be read.</exception>
    public async Task<(JsonWebToken? Token, string Reason)> CheckAsync(string text, string nonce, CancellationToken cancellationToken)
    {
        var result = await ValidateAsync(text, await provider.DescribeAsync(cancellationToken));
        if (result.Exception is SecurityTokenInvalidSignatureException)
        {
            // Providers change their keys: perhaps the one that signed it has been published since.
            result = await ValidateAsync(text, await provider.DescribeAnewAsync(cancellationToken));
        }

        if (!result.IsValid || result.SecurityToken is not JsonWebToken token)
        {
            return (null, result.Exception?.GetType().Name ?? "not a token");
        }

        return Objection(token, nonce) is { } objection ? (null, objection) : (token, "");
    }

    private Task<TokenValidationResult> ValidateAsync(string text, OpenIdConnectConfiguration description) => handler.ValidateTokenAsync(text, new TokenValidationParameters
    {
        ValidAlgorithms = Algorithms,
        ValidIssuer = description.Issuer,
        ValidAudience = options.Value.ClientId,
        IssuerSigningKeys = description.SigningKeys,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        ValidateIssuerSigningKey = true,
        LifetimeValidator = (notBefore, expires, _, _) => IsCurrent(notBefore, expires),
    });

    /// <summary>By the host's own clock, as everything here. A token without nbf comes with the least time there is: nothing is taken off it.</summary>
    private bool IsCurrent(DateTime? notBefore, DateTime? expires)
    {
        var (now, skew) = (time.GetUtcNow().UtcDateTime, TimeSpan.FromSeconds(options.Value.ClockSkewSeconds));
        return expires is { } end && now - skew < end && (notBefore is not { } begin || now + skew >= begin);
    }

    private string? Objection(JsonWebToken token, string nonce)
    {
        if (!token.TryGetPayloadValue("nonce", out string? given) || !IsSame(given, nonce))
        {
            return "nonce is not this sign-in's";
        }

        if (string.IsNullOrEmpty(token.Subject) || token.Subject.Length > MaxSubject)
        {
            return "sub is missing or too long";
        }

        var forWhom = token.Azp;
        if ((token.Audiences.Skip(1).Any() || !string.IsNullOrEmpty(forWhom)) && !string.Equals(forWhom, options.Value.ClientId, StringComparison.Ordinal))
        {
            return "azp is not this client";
        }

        // It was made within this sign-in: neither later than now nor before one could have begun.
        var (now, skew) = (time.GetUtcNow().UtcDateTime, TimeSpan.FromSeconds(options.Value.ClockSkewSeconds));
        return token.IssuedAt > now + skew || token.IssuedAt < now - TimeSpan.FromMinutes(options.Value.FlowMinutes) - skew ? "iat is not of this sign-in" : null;
    }

    private static bool IsSame(string? given, string expected) =>
        given is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(expected));
}
