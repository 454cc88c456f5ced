using Microsoft.AspNetCore.Components.Authorization;
using NodaTime;
using NodaTime.TimeZones;

namespace Settlement.OperatorConsole.Session;

/// <summary>Whose page this is, and in which time zone and theme they look at it.</summary>
public sealed class OperatorSession(AuthenticationStateProvider visitor)
{
    private DateTimeZone? _zone;

    /// <summary>The API's session token; null when nobody is signed in.</summary>
    public Task<string?> TokenAsync() => ClaimAsync(Visitor.TokenCookie);

    /// <summary>dark, light, or null for whatever the browser prefers.</summary>
    public async Task<string?> ThemeAsync() => await ClaimAsync(Visitor.ThemeCookie) is ("dark" or "light") and var theme ? theme : null;

    /// <summary>The zone that times are shown in: the browser's, once it has told it, until then UTC.</summary>
    public DateTimeZone Zone => _zone ?? DateTimeZone.Utc;

    /// <summary>Reads the zone; pages show times only after that.</summary>
    public async Task ReadAsync()
    {
        try
        {
            _zone ??= await ClaimAsync(Visitor.ZoneCookie) is { } id ? DateTimeZoneProviders.Tzdb.GetZoneOrNull(Uri.UnescapeDataString(id)) : null;
        }
        catch (DateTimeZoneNotFoundException)
        {
            _zone = null;
        }
    }

    private async Task<string?> ClaimAsync(string name) => (await visitor.GetAuthenticationStateAsync()).User.FindFirst(name)?.Value;
}
