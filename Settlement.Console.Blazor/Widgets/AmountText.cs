using Settlement.Domain.Currencies;

namespace Settlement.OperatorConsole.Widgets;

/// <summary>Amounts grouped the way their currency is written.</summary>
public static class AmountText
{
    /// <summary>Decimals that a column of several currencies leaves room for.</summary>
    private const int ColumnDecimals = 2;

    /// <inheritdoc cref="GroupedAmount.Of(string, string)"/>
    public static string Group(string value, string currency) => GroupedAmount.Of(value, currency);

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
