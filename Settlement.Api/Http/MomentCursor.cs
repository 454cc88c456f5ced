using System.Globalization;

namespace Settlement.Api.Http;

/// <summary>The place of a row in a list by time: its time, and its id among those of the same time.</summary>
internal static class MomentCursor
{
    public static string Format(DateTimeOffset at, string id) => string.Create(CultureInfo.InvariantCulture, $"{at.UtcTicks} {id}");

    public static bool TryParse(string? text, out DateTimeOffset at, out string id)
    {
        (at, id) = (default, "");
        var space = text?.IndexOf(' ', StringComparison.Ordinal) ?? -1;
        if (text is null || space < 0 || !long.TryParse(text.AsSpan(0, space), NumberStyles.None, CultureInfo.InvariantCulture, out var ticks))
        {
            return false;
        }

        (at, id) = (new DateTimeOffset(ticks, TimeSpan.Zero), text[(space + 1)..]);
        return true;
    }
}
