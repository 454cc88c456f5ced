using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Settlement.Engine.Access.OpenId;

/// <summary>The calls to the identity provider: its description with its keys, kept for some hours, and codes for tokens.</summary>
public sealed class OpenIdProvider : IDisposable
{
    /// <summary>A description holds some kilobytes, a token at most some tens.</summary>
    private const long MaxAnswerBytes = 512 * 1024;

    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(10);

    /// <summary>After this the description is read again in any case.</summary>
    private static readonly TimeSpan Age = TimeSpan.FromHours(6);

    /// <summary>Unknown keys make the description be read again at once, and then not more often than this: forged tokens must not become calls.</summary>
    private static readonly TimeSpan ShortestAge = TimeSpan.FromSeconds(30);

    /// <summary>What a page that does well without the description waits for it at most.</summary>
    private static readonly TimeSpan ShortWait = TimeSpan.FromSeconds(1);

    /// <summary>A provider that did not answer is not asked again for so long: others' sign-ins must not wait for it one after another.</summary>
    private static readonly TimeSpan FailureAge = TimeSpan.FromSeconds(30);

    private readonly OpenIdOptions options;
    private readonly TimeProvider time;
    private readonly HttpClient client;
    private readonly SemaphoreSlim reading = new(1);
    private Description? known;
    private Failure? failed;
    private Failure? slow;
    private long? readAnewAt;

    public OpenIdProvider(IOptions<OpenIdOptions> options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        (this.options, this.time) = (options.Value, time);
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5), ConnectTimeout = CallTimeout };
        client = new HttpClient(handler) { Timeout = CallTimeout, MaxResponseContentBufferSize = MaxAnswerBytes };
    }

    /// <summary>https; http only where it does not leave the machine.</summary>
    internal static bool IsSafe(Uri address) => address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback);

    /// <summary>The provider's description with its signing keys.</summary>
    /// <exception cref="OpenIdUnavailableException">It cannot be had.</exception>
    public async Task<OpenIdConnectConfiguration> DescribeAsync(CancellationToken cancellationToken) => (await FreshAsync(false, cancellationToken)).Configuration;

    /// <summary>The description if it is held or read within a second, else null; whoever was slow or failed is not asked for half a minute.</summary>
    public async Task<OpenIdConnectConfiguration?> DescribeSoonAsync(CancellationToken cancellationToken)
    {
        if (Standing(false) is { } standing)
        {
            return standing.Configuration;
        }

        if (IsRecent(slow) || IsRecent(failed))
        {
            return null;
        }

        using var soon = new CancellationTokenSource(ShortWait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(soon.Token, cancellationToken);
        try
        {
            return (await FreshAsync(false, either.Token)).Configuration;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            slow = new Failure("no answer within a second", time.GetTimestamp());
            return null;
        }
    }

    /// <summary>The description read anew because a token names a key that is not in it; the same one again while that was done a moment ago.</summary>
    /// <exception cref="OpenIdUnavailableException">It cannot be had.</exception>
    public async Task<OpenIdConnectConfiguration> DescribeAnewAsync(CancellationToken cancellationToken) => (await FreshAsync(true, cancellationToken)).Configuration;

    /// <summary>The ID token for a code; null when the provider refuses the code.</summary>
    /// <exception cref="OpenIdUnavailableException">No answer, or one that cannot be read.</exception>
    public async Task<string?> RedeemAsync(string code, string verifier, CancellationToken cancellationToken)
    {
        var description = await DescribeAsync(cancellationToken);
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = options.RedirectUri!.ToString(), ["code_verifier"] = verifier,
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, description.TokenEndpoint);
        Authenticate(request, form, description);
        request.Content = new FormUrlEncodedContent(form);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        try
        {
            using var answer = await client.SendAsync(request, cancellationToken);
            if (answer.StatusCode is System.Net.HttpStatusCode.BadRequest)
            {
                return null;
            }

            answer.EnsureSuccessStatusCode();
            using var json = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancellationToken));
            return json.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("id_token", out var token) && token.ValueKind == JsonValueKind.String
                ? token.GetString()
                : throw new OpenIdUnavailableException("the token endpoint's answer has no id_token");
        }
        catch (Exception failure) when (failure is HttpRequestException or JsonException || IsTimeout(failure, cancellationToken))
        {
            throw new OpenIdUnavailableException($"the token endpoint failed: {failure.Message}", failure);
        }
    }

    public void Dispose()
    {
        client.Dispose();
        reading.Dispose();
    }

    private async Task<Description> FreshAsync(bool isAnew, CancellationToken cancellationToken)
    {
        if (Standing(isAnew) is { } standing)
        {
            return standing;
        }

        await reading.WaitAsync(cancellationToken);
        try
        {
            if (Standing(isAnew) is { } others)
            {
                return others;
            }

            if (failed is { } last && IsRecent(last))
            {
                throw new OpenIdUnavailableException(last.Reason);
            }

            readAnewAt = isAnew ? time.GetTimestamp() : readAnewAt;
            known = new Description(await ReadAsync(cancellationToken), time.GetTimestamp());
            failed = null;
            return known;
        }
        catch (OpenIdUnavailableException failure) when (!IsRecent(failed))
        {
            failed = new Failure(failure.Message, time.GetTimestamp());
            throw;
        }
        finally
        {
            reading.Release();
        }
    }

    private bool IsRecent(Failure? failure) => failure is { At: var at } && time.GetElapsedTime(at) < FailureAge;

    private Description? Standing(bool isAnew)
    {
        var isDue = isAnew && (readAnewAt is not { } last || time.GetElapsedTime(last) >= ShortestAge);
        return known is { } found && time.GetElapsedTime(found.ReadAt) < Age && !isDue ? found : null;
    }

    private async Task<OpenIdConnectConfiguration> ReadAsync(CancellationToken cancellationToken)
    {
        var issuer = options.Authority!.ToString().TrimEnd('/');
        OpenIdConnectConfiguration read;
        try
        {
            var documents = new HttpDocumentRetriever(client) { RequireHttps = !options.Authority.IsLoopback };
            read = await OpenIdConnectConfigurationRetriever.GetAsync(issuer + "/.well-known/openid-configuration", documents, cancellationToken);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // The library hides a cancellation in an exception of its own.
            cancellationToken.ThrowIfCancellationRequested();

            // Whatever the library makes of a foreign document, nobody can sign in with it now.
            throw new OpenIdUnavailableException($"the description of {issuer} cannot be read: {failure.Message}", failure);
        }

        // Else one provider could speak for another (OpenID Connect Discovery, 4.3).
        if (!string.Equals(read.Issuer?.TrimEnd('/'), issuer, StringComparison.Ordinal))
        {
            throw new OpenIdUnavailableException($"the description of {issuer} is {read.Issuer}'s: Access:OpenId:Authority must be the issuer as the provider writes it");
        }

        foreach (var endpoint in new[] { read.AuthorizationEndpoint, read.TokenEndpoint })
        {
            if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var address) || !IsSafe(address))
            {
                throw new OpenIdUnavailableException($"the description of {issuer} names an endpoint that is not https: {endpoint}");
            }
        }

        return read;
    }

    /// <summary>RFC 6749, 2.3.1: id and secret are form-encoded before they are put together.</summary>
    private void Authenticate(HttpRequestMessage request, Dictionary<string, string> form, OpenIdConnectConfiguration description)
    {
        var methods = description.TokenEndpointAuthMethodsSupported;
        if (options.ClientSecret is { Length: > 0 } secret && (methods.Count == 0 || methods.Contains("client_secret_basic")))
        {
            var pair = $"{Uri.EscapeDataString(options.ClientId)}:{Uri.EscapeDataString(secret)}";
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
            return;
        }

        form["client_id"] = options.ClientId;
        if (options.ClientSecret is { Length: > 0 } posted)
        {
            form["client_secret"] = posted;
        }
    }

    private static bool IsTimeout(Exception failure, CancellationToken cancellationToken) => failure is OperationCanceledException && !cancellationToken.IsCancellationRequested;

    private sealed record Description(OpenIdConnectConfiguration Configuration, long ReadAt);

    private sealed record Failure(string Reason, long At);
}
