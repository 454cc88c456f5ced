using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Settlement.Domain.Access;

namespace Settlement.Engine.Access.OpenId;

/// <summary>Signs people in with the identity provider: it sends them there, checks what comes back, and begins the same session that a password begins.</summary>
public sealed partial class OpenIdSignIn(
    OpenIdProvider provider, OpenIdFlows flows, IdTokenCheck tokens, OpenIdPeople people, SignIn signIn, ActivityLog activity, IOptions<OpenIdOptions> options,
    ILogger<OpenIdSignIn> logger)
{
    public OpenIdOptions Options => options.Value;

    /// <summary>Where to send the browser, and what to keep with it; null while too many sign-ins are on their way.</summary>
    /// <exception cref="OpenIdUnavailableException">The provider does not answer.</exception>
    public async Task<OpenIdStart?> BeginAsync(CancellationToken cancellationToken)
    {
        var description = await provider.DescribeAsync(cancellationToken);
        if (await flows.BeginAsync(TimeSpan.FromMinutes(Options.FlowMinutes), cancellationToken) is not { } flow)
        {
            return null;
        }

        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(flow.CodeVerifier)));
        var query = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["response_type"] = "code", ["client_id"] = Options.ClientId, ["redirect_uri"] = Options.RedirectUri!.ToString(), ["scope"] = $"openid {Options.Scopes}".Trim(),
            ["state"] = flow.State, ["nonce"] = flow.Nonce, ["code_challenge"] = challenge, ["code_challenge_method"] = "S256",
        };
        return new OpenIdStart(WithQuery(description.AuthorizationEndpoint, query), flow.Browser, flow.ExpiresAt);
    }

    /// <summary>Where a browser ends its session with the provider as well; null when the provider offers no such place, or does not answer at once.</summary>
    public async Task<string?> SignOutAddressAsync(CancellationToken cancellationToken)
    {
        try
        {
            var place = (await provider.DescribeSoonAsync(cancellationToken))?.EndSessionEndpoint;
            return Uri.TryCreate(place, UriKind.Absolute, out var address) && OpenIdProvider.IsSafe(address)
                ? WithQuery(place!, new Dictionary<string, string>(StringComparer.Ordinal) { ["client_id"] = Options.ClientId })
                : null;
        }
        catch (OpenIdUnavailableException failure)
        {
            LogUnavailable(failure.Message);
            return null;
        }
    }

    /// <summary>Ends a sign-in that came back from the provider.</summary>
    /// <param name="issuer">What the provider said it is, where it does (RFC 9207).</param>
    /// <exception cref="OpenIdUnavailableException">The provider does not answer; the sign-in must begin anew.</exception>
    public async Task<OpenIdOutcome> CompleteAsync(string state, string code, string browser, string? issuer, CancellationToken cancellationToken)
    {
        if (await flows.TakeAsync(state, browser, cancellationToken) is not var (nonce, verifier))
        {
            return await RefuseAsync("", OpenIdRefusal.FlowUnknown, "", cancellationToken);
        }

        if (issuer is not null && !string.Equals(issuer, (await provider.DescribeAsync(cancellationToken)).Issuer, StringComparison.Ordinal))
        {
            return await RefuseAsync("", OpenIdRefusal.TokenRefused, "another issuer", cancellationToken);
        }

        if (await provider.RedeemAsync(code, verifier, cancellationToken) is not { } text)
        {
            return await RefuseAsync("", OpenIdRefusal.CodeRefused, "", cancellationToken);
        }

        var (token, reason) = await tokens.CheckAsync(text, nonce, cancellationToken);
        if (token is null)
        {
            LogRefused(reason);
            return await RefuseAsync("", OpenIdRefusal.TokenRefused, reason, cancellationToken);
        }

        var (name, refusal) = await people.AdmitAsync(OpenIdPerson.Of(token, Options), cancellationToken);
        if (refusal is { } because)
        {
            if (because == OpenIdRefusal.LastAdministrator)
            {
                LogLastAdministrator(name!);
            }

            return await RefuseAsync(name ?? "", because, token.Subject, cancellationToken);
        }

        return await signIn.BeginAsync(name!, SessionMethod.OpenId, cancellationToken) is var (secret, caller)
            ? new OpenIdOutcome(secret, caller, null)
            : await RefuseAsync(name!, OpenIdRefusal.NotActive, token.Subject, cancellationToken);
    }

    private async Task<OpenIdOutcome> RefuseAsync(string name, OpenIdRefusal refusal, string detail, CancellationToken cancellationToken)
    {
        var shown = name.Length > 0 ? name : "openid";
        var note = new ActivityNote(shown, CallerKind.Person, null, "signIn", name, "", ActivityOutcome.Refused, $"openid: {refusal}{(detail.Length > 0 ? ", " + Clean(detail) : "")}");
        await activity.RecordAsync(note, cancellationToken);
        return new OpenIdOutcome(null, null, refusal);
    }

    /// <summary>A subject is the provider's text.</summary>
    private static string Clean(string text) => new([.. text.Where(character => !char.IsControl(character) && !char.IsSurrogate(character)).Take(100)]);

    private static string WithQuery(string address, Dictionary<string, string> query) =>
        address + (address.Contains('?', StringComparison.Ordinal) ? '&' : '?')
        + string.Join('&', query.Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}"));

    [LoggerMessage(Level = LogLevel.Warning, Message = "An ID token was refused: {Reason}")]
    private partial void LogRefused(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The identity provider gives {Name}, the last active administrator, another role: the account stays as it is, and was not signed in")]
    private partial void LogLastAdministrator(string name);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The identity provider does not answer: {Reason}")]
    private partial void LogUnavailable(string reason);
}

/// <param name="Address">The provider's, with all that it asks for.</param>
/// <param name="Browser">To be kept with the browser and given back when it returns.</param>
public sealed record OpenIdStart(string Address, string Browser, DateTimeOffset ExpiresAt);

/// <summary>A session, or why there is none.</summary>
public sealed record OpenIdOutcome(AccessSecret? Token, Caller? Caller, OpenIdRefusal? Refusal);

/// <summary>Why somebody who came back from the provider is not let in, in the order in which it is found out.</summary>
public enum OpenIdRefusal
{
    /// <summary>The state is not known, was used, has run out, or belongs to another browser.</summary>
    FlowUnknown,

    /// <summary>The provider does not take its code back.</summary>
    CodeRefused,

    /// <summary>The ID token is not the provider's for this sign-in.</summary>
    TokenRefused,

    /// <summary>No value of the role claim gives a role, or several contradict each other.</summary>
    NoRole,

    /// <summary>The claim that should name the person does not.</summary>
    NoName,

    /// <summary>Somebody else has the name here.</summary>
    NameTaken,

    /// <summary>The account was closed here.</summary>
    NotActive,

    /// <summary>The provider gives the last active administrator another role: nobody would be left who could give access.</summary>
    LastAdministrator,
}
