using Microsoft.Extensions.Options;

namespace Settlement.Engine.Access.OpenId;

/// <summary>What must hold between the options of a provider that is configured; each breach names its setting and what to do.</summary>
internal sealed class OpenIdOptionsRules : IValidateOptions<OpenIdOptions>
{
    public ValidateOptionsResult Validate(string? name, OpenIdOptions options)
    {
        if (!options.IsConfigured)
        {
            return options.ClientId.Length == 0 && options.RedirectUri is null && options.Roles.Count == 0
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail("Access:OpenId:Authority must be the provider's issuer: other settings of Access:OpenId are given, and without it none has an effect.");
        }

        var breaches = new List<string>();
        CheckAddress("Authority", options.Authority, breaches);
        CheckAddress("RedirectUri", options.RedirectUri, breaches);
        if (options.RedirectUri is { IsAbsoluteUri: true } back && (back.AbsolutePath != OpenIdOptions.ReturnPath || back.Query.Length > 0 || back.Fragment.Length > 0))
        {
            breaches.Add($"Access:OpenId:RedirectUri must be the console's address with the path {OpenIdOptions.ReturnPath} and nothing behind it: only there a sign-in can end.");
        }

        if (string.IsNullOrWhiteSpace(options.ClientId))
        {
            breaches.Add("Access:OpenId:ClientId must be the id under which the provider knows this system.");
        }

        if (options.Roles.Count == 0)
        {
            breaches.Add("Access:OpenId:Roles must map at least one value of the claim to a role, e.g. Access:OpenId:Roles:payments-operators=operator: without it nobody could sign in.");
        }

        return breaches.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(breaches);
    }

    /// <summary>Beyond this machine codes, tokens and secrets travel encrypted only (OpenID Connect Core, 16.17).</summary>
    private static void CheckAddress(string setting, Uri? address, List<string> breaches)
    {
        if (address is not { IsAbsoluteUri: true } || !OpenIdProvider.IsSafe(address) || address.UserInfo.Length > 0)
        {
            breaches.Add($"Access:OpenId:{setting} must be an https address; http is taken on loopback only.");
        }
    }
}
