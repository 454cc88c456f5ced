using System.Globalization;

namespace Settlement.Api.Events;

/// <summary>A place in the order in which events become visible: database transaction, then position. Written 1234-5678.</summary>
internal readonly record struct EventCursor(ulong Transaction, long Position)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Transaction}-{Position}");

    public static bool TryParse(string? text, out EventCursor cursor)
    {
        cursor = default;
        if (text is null || text.Split('-') is not [var transaction, var position]
            || !ulong.TryParse(transaction, NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            || !long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var second))
        {
            return false;
        }

        cursor = new EventCursor(first, second);
        return true;
    }
}
