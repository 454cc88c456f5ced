using System.Text;

namespace Settlement.Domain.Currencies;

/// <summary>Amounts for people, grouped the way their currency is written. Not for machines: what is grouped is not read back.</summary>
public static class GroupedAmount
{
    /// <summary>1234567.50 as 1,234,567.50; Swiss francs with apostrophes; rupees and taka in lakhs: 12,34,567.50.</summary>
    public static string Of(string value, string currency)
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

    public static string Of(long minor, string currency) => Of(Money.Format(minor, Currency.Get(currency)), currency);
}
