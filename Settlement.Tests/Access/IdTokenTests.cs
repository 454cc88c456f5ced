using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Settlement.Engine.Access.OpenId;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Access;

/// <summary>Which ID tokens are taken, against the keys that a real provider publishes: its own key signs those that are wrong in one thing only.</summary>
public sealed class IdTokenTests(IdTokenTests.Provider desk) : IClassFixture<IdTokenTests.Provider>
{
    private const string Nonce = "n-0S6_WzA2Mj";

    public static TheoryData<string, string, string> Wrong() => new()
    {
        { "iss", "\"https://elsewhere.example\"", "Issuer" },
        { "aud", "\"another\"", "Audience" },
        { "exp", "-120", "Lifetime" },
        { "exp", "", "Lifetime" },
        { "nbf", "+120", "Lifetime" },
        { "iat", "+600", "iat" },
        { "iat", "-3600", "iat" },
        { "nonce", "\"of another sign-in\"", "nonce" },
        { "nonce", "", "nonce" },
        { "sub", "", "sub" },
        { "azp", "\"another\"", "azp" },
        { "aud", "[\"settlement\",\"another\"]", "azp" },
    };

    [Theory]
    [InlineData("ann")]
    [InlineData("a long subject with spaces")]
    public async Task A_token_that_the_provider_signed_for_this_sign_in_is_taken(string subject)
    {
        var (token, reason) = await CheckAsync(Signed(Claims("sub", $"\"{subject}\"")));

        Assert.True(token is not null, reason);
        Assert.Equal(subject, token.Subject);
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_token_that_is_wrong_in_one_claim_is_refused(string claim, string value, string because)
    {
        var (token, reason) = await CheckAsync(Signed(Claims(claim, value)));

        Assert.Null(token);
        Assert.Contains(because, reason, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_token_of_another_key_or_of_none_is_refused()
    {
        using var other = RSA.Create(2048);
        var claims = Claims("sub", "\"ann\"");
        var key = desk.Server.Key;

        Assert.Null((await CheckAsync(Signed(claims, other, OpenIdServer.KeyId(key)))).Token);
        Assert.Null((await CheckAsync(Signed(claims, other, "unknown"))).Token);
        Assert.Null((await CheckAsync($"{Part("""{"alg":"none","typ":"JWT"}""")}.{Part(claims)}.")).Token);
        Assert.Null((await CheckAsync($"{Part("""{"alg":"none","typ":"JWT"}""")}.{Part(claims)}")).Token);
        var changed = Signed(claims).Split('.');
        Assert.Null((await CheckAsync($"{changed[0]}.{Part(Claims("sub", "\"bob\""))}.{changed[2]}")).Token);

        // The public key as a shared secret, and the client's own: signed with what others know, it is anybody's.
        foreach (var secret in new[] { Encoding.ASCII.GetBytes(key.ExportSubjectPublicKeyInfoPem()), key.ExportRSAPublicKey(), Encoding.UTF8.GetBytes(OpenIdServer.ClientSecret) })
        {
            var text = $"{Part($$"""{"alg":"HS256","kid":"{{OpenIdServer.KeyId(key)}}"}""")}.{Part(claims)}";
            Assert.Null((await CheckAsync($"{text}.{Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(text)))}")).Token);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("no token")]
    [InlineData("a.b.c")]
    [InlineData("....")]
    public async Task What_is_no_token_is_refused(string text) => Assert.Null((await CheckAsync(text)).Token);

    private Task<(Microsoft.IdentityModel.JsonWebTokens.JsonWebToken? Token, string Reason)> CheckAsync(string text) =>
        desk.Check.CheckAsync(text, Nonce, TestContext.Current.CancellationToken);

    /// <summary>Good claims with one changed: a number is seconds from now, nothing takes it out.</summary>
    private string Claims(string changed, string value)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = desk.Server.Issuer.ToString().TrimEnd('/'), ["aud"] = OpenIdServer.ClientId, ["sub"] = "ann", ["nonce"] = Nonce, ["iat"] = now, ["exp"] = now + 300,
        };
        if (value.Length == 0)
        {
            claims.Remove(changed);
        }
        else
        {
            claims[changed] = value[0] is '+' or '-' ? now + long.Parse(value, System.Globalization.CultureInfo.InvariantCulture) : JsonNode.Parse(value);
        }

        return claims.ToJsonString();
    }

    private string Signed(string claims, RSA? key = null, string? keyId = null)
    {
        key ??= desk.Server.Key;
        var text = $"{Part($$"""{"alg":"RS256","typ":"JWT","kid":"{{keyId ?? OpenIdServer.KeyId(key)}}"}""")}.{Part(claims)}";
        return $"{text}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    private static string Part(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    /// <summary>A provider, and the check that knows it.</summary>
    public sealed class Provider : IAsyncLifetime
    {
        private OpenIdServer? _server;
        private OpenIdProvider? _provider;

        internal OpenIdServer Server => _server ?? throw new InvalidOperationException("not started");

        internal IdTokenCheck Check { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            var redirect = OpenIdDesk.Return(9);
            _server = await OpenIdServer.StartAsync(redirect, "127.0.0.1");
            var options = Options.Create(new OpenIdOptions { Authority = _server.Issuer, ClientId = OpenIdServer.ClientId, RedirectUri = redirect });
            _provider = new OpenIdProvider(options, TimeProvider.System);
            Check = new IdTokenCheck(_provider, options, TimeProvider.System);
        }

        public async ValueTask DisposeAsync()
        {
            _provider?.Dispose();
            if (_server is not null)
            {
                await _server.DisposeAsync();
            }
        }
    }
}
