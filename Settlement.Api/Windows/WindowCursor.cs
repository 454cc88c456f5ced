using System.Globalization;

namespace Settlement.Api.Windows;

/// <summary>The place of a window in a list by cut-off: its cut-off and its id.</summary>
internal static class WindowCursor
{
    public static string Format(DateTimeOffset cutOff, string windowId) => string.Create(CultureInfo.InvariantCulture, $"{cutOff.UtcTicks} {windowId}");

    public static bool TryParse(string? text, out DateTimeOffset cutOff, out string windowId)
    {
        (cutOff, windowId) = (default, "");
        var space = text?.IndexOf(' ', StringComparison.Ordinal) ?? -1;
        if (text is null || space < 0 || !long.TryParse(text.AsSpan(0, space), NumberStyles.None, CultureInfo.InvariantCulture, out var ticks))
        {
            return false;
        }

        (cutOff, windowId) = (new DateTimeOffset(ticks, TimeSpan.Zero), text[(space + 1)..]);
        return true;
    }
}
