using System.ComponentModel.DataAnnotations;
using Settlement.Domain.Access;

namespace Settlement.Engine.Access.OpenId;

/// <summary>
/// The identity provider with which people may sign in beside passwords (OpenID Connect Core 1.0, authorization code flow with PKCE); configuration section
/// <c>Access:OpenId</c>, validated at start. Off unless <see cref="Authority"/> is given.
/// </summary>
public sealed class OpenIdOptions
{
    public const string Section = "Access:OpenId";

    /// <summary>Where the console takes the browser back from the provider.</summary>
    internal const string ReturnPath = "/session/openid/return";

    /// <summary>The provider's issuer, below which <c>/.well-known/openid-configuration</c> stands; https, or http on loopback.</summary>
    public Uri? Authority { get; set; }

    /// <summary>The id under which the provider knows this system.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>The client's secret; left out for a public client, which PKCE alone protects.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>
    /// Where the provider sends the browser back to, as it is registered there: the console's address with <c>/session/openid/return</c>; https, or http on
    /// loopback.
    /// </summary>
    public Uri? RedirectUri { get; set; }

    /// <summary>What the sign-in page calls the provider; default "single sign-on".</summary>
    [StringLength(60, MinimumLength = 1)]
    public string DisplayName { get; set; } = "single sign-on";

    /// <summary>Asked for beside <c>openid</c>, by spaces; default <c>profile</c>.</summary>
    [RegularExpression("^[!#-\\[\\]-~]*( [!#-\\[\\]-~]+)*$", ErrorMessage = "Access:OpenId:Scopes must be scopes with one space between them.")]
    public string Scopes { get; set; } = "profile";

    /// <summary>The claim of the ID token whose values say the role; a text or a list of texts. Default <c>roles</c>.</summary>
    [Required]
    public string RoleClaim { get; set; } = "roles";

    /// <summary>
    /// Which of the claim's values gives which role: <c>Access:OpenId:Roles:payments-operators=operator</c>. Without a value that is named here nobody comes in.
    /// </summary>
    public Dictionary<string, Role> Roles { get; set; } = new(StringComparer.Ordinal);

    /// <summary>The claim that names a person at the first sign-in; default <c>preferred_username</c>.</summary>
    [Required]
    public string NameClaim { get; set; } = "preferred_username";

    /// <summary>By how much the provider's clock may differ from this one; 0 to 300 s, default 60.</summary>
    [Range(0, 300)]
    public int ClockSkewSeconds { get; set; } = 60;

    /// <summary>Minutes within which a person must have signed in at the provider; 1 to 60, default 10.</summary>
    [Range(1, 60)]
    public int FlowMinutes { get; set; } = 10;

    public bool IsConfigured => Authority is not null;
}
