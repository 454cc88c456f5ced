using System.Globalization;

namespace Settlement.OperatorConsole.Widgets;

/// <summary>Small phrases.</summary>
public static class Words
{
    /// <summary>1 payment, 2 payments, 1,200 payments.</summary>
    public static string Count(long number, string noun) => string.Create(CultureInfo.InvariantCulture, $"{number:N0} {noun}{(number == 1 ? "" : "s")}");

    /// <summary>awaiting_confirmation as awaiting confirmation.</summary>
    public static string Spaced(string name) => name.Contains(' ', StringComparison.Ordinal) ? name : name.Replace('_', ' ');
}
