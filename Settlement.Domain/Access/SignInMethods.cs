namespace Settlement.Domain.Access;

/// <summary>The ways in which people sign in here.</summary>
/// <param name="Password">Always: accounts with a password may sign in.</param>
/// <param name="OpenId">The identity provider; null where none is configured.</param>
public sealed record SignInMethods(bool Password, OpenIdMethod? OpenId);

/// <param name="Name">What the provider is called.</param>
/// <param name="SignOutUrl">Where a browser ends its session with the provider as well; null when it offers no such place.</param>
public sealed record OpenIdMethod(string Name, string? SignOutUrl);

/// <summary>A sign-in that goes on at the identity provider.</summary>
/// <param name="AuthorizationUrl">Where to send the browser.</param>
/// <param name="Browser">To keep with the browser, and to give back with the code: nobody else may end this sign-in.</param>
public sealed record OpenIdSignInStart(string AuthorizationUrl, string Browser, DateTimeOffset ExpiresAt);
