namespace Settlement.Domain.Access;

/// <summary>With what a session began.</summary>
public enum SessionMethod
{
    Password,

    /// <summary>The identity provider, by OpenID Connect.</summary>
    OpenId,
}
