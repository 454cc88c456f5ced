using Microsoft.Extensions.Options;
using Settlement.Domain.Currencies;

namespace Settlement.Engine.Actions;

/// <summary>Says when one person is not enough: by the total of each currency, and for kinds that always ask.</summary>
public sealed class FourEyes(IOptions<ActionOptions> options)
{
    /// <summary>Why a second person must agree; empty when none must.</summary>
    public string Because(ActionDraft draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        if (draft.AlwaysTwo)
        {
            return "this kind of action always asks for two";
        }

        if (draft.TwoBecause is { } because)
        {
            return because;
        }

        foreach (var (code, minor) in Totals(draft.Items))
        {
            var currency = Currency.Get(code);
            var threshold = options.Value.FourEyes.GetValueOrDefault(code, options.Value.FourEyesElsewhere);
            var units = Money.ToUnits(minor, currency);
            if (units >= threshold)
            {
                return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{units} {code} reaches the threshold of {threshold:0.##} {code}");
            }
        }

        return "";
    }

    /// <summary>Absolute amounts: what is paid back weighs as much as what is paid in. In decimals, since amounts that each fit 64 bits need not do so together.</summary>
    public static IEnumerable<(string Currency, decimal Minor)> Totals(IEnumerable<DraftItem> items) => items
        .Where(item => item.Currency is not null)
        .GroupBy(item => item.Currency!, StringComparer.Ordinal)
        .OrderBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => (group.Key, group.Sum(item => Math.Abs((decimal)item.AmountMinor))));
}
