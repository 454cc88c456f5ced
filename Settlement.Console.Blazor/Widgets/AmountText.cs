using System.Text;

namespace Settlement.OperatorConsole.Widgets;

/// <summary>Amounts grouped the way their currency is written.</summary>
public static class AmountText
{
    /// <summary>Decimals that a column of several currencies leaves room for.</summary>
    private const int ColumnDecimals = 2;

    /// <summary>1234567.50 as 1,234,567.50; Swiss francs with apostrophes; rupees and taka in lakhs: 12,34,567.50.</summary>
    public static string Group(string value, string currency)
    {
        ArgumentNullException.ThrowIfNull(value);
        var start = value.StartsWith('-') ? 1 : 0;
        var point = value.IndexOf('.', StringComparison.Ordinal);
        var end = point < 0 ? value.Length : point;
        var digits = value.AsSpan(start, end - start);
        if (digits.Length <= 3 || digits.ContainsAnyExceptInRange('0', '9'))
        {
            return start == 1 ? string.Concat("−", value.AsSpan(1)) : value;
        }

        var separator = currency is "CHF" ? '’' : ',';
        var size = currency is "INR" or "PKR" or "BDT" or "NPR" or "LKR" ? 2 : 3;
        var text = new StringBuilder(value.Length + 8);
        if (start == 1)
        {
            text.Append('−');
        }

        for (var i = 0; i < digits.Length; i++)
        {
            var left = digits.Length - i;
            if (i > 0 && left >= 3 && (left - 3) % size == 0)
            {
                text.Append(separator);
            }

            text.Append(digits[i]);
        }

        return text.Append(value.AsSpan(end)).ToString();
    }

    public static bool IsZero(string value) => !value.AsSpan().ContainsAnyInRange('1', '9');

    /// <summary>What must follow, unseen, for the point to stand where that of a currency with two decimals stands.</summary>
    public static string Padding(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var point = value.IndexOf('.', StringComparison.Ordinal);
        var decimals = point < 0 ? 0 : value.Length - point - 1;
        return decimals >= ColumnDecimals ? "" : (point < 0 ? "." : "") + new string('0', ColumnDecimals - decimals);
    }
}
