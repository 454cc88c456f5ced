using System.Text.RegularExpressions;

namespace Settlement.OperatorConsole.Widgets;

/// <summary>Amounts within sentences that the API writes.</summary>
public static partial class AmountProse
{
    /// <summary>Groups the digits of amounts as <see cref="AmountText"/> does, by the currency that follows if one does.</summary>
    public static string Group(string text) => Amount().Replace(
        text, static match => AmountText.Group(match.Groups["value"].Value, match.Groups["code"].Value) + match.Groups["rest"].Value);

    /// <summary>Five digits or more, or four with decimals of money; not parts of ids, dates or rates.</summary>
    [GeneratedRegex(@"(?<![\w.:/-])(?<value>-?[0-9]{5,}(\.[0-9]{2,3})?|-?[0-9]{4}\.[0-9]{2,3})(?<rest>(?![\w:/-]|\.[0-9])( (?<code>[A-Z]{3})\b)?)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Amount();
}
