using System.Globalization;
using Settlement.Domain.Currencies;
using Settlement.Engine.Liquidity;

namespace Settlement.Api.Liquidity;

/// <param name="By">When the funds should be there.</param>
internal sealed record TimedAdvice(PrefundingAdvice Advice, DateTimeOffset By);

/// <summary>
/// Advice from kept forecasts, for those who explain why something waits: nothing is forecast anew for it. Advised funds are no funds: plans never count on
/// them.
/// </summary>
internal sealed class AdvisedFunding(ForecastStore store, Recommendations recommendations)
{
    /// <summary>The advice for a participant, by day; empty where its balance suffices or no forecast is kept.</summary>
    public async Task<IReadOnlyList<TimedAdvice>> OfAsync(string participant, string currency, CancellationToken cancellationToken) =>
        await store.FindAsync(currency, participant, cancellationToken) is { } kept
            ? await recommendations.TimedAsync(currency, [kept], LiquidityOptions.MaxDaysAhead, cancellationToken)
            : [];

    /// <summary>The first advice in words; null where there is none.</summary>
    public async Task<string?> SayAsync(string participant, string currency, CancellationToken cancellationToken)
    {
        if ((await OfAsync(participant, currency, cancellationToken)).FirstOrDefault() is not { } first)
        {
            return null;
        }

        var surety = first.Advice.Confidence is { } confidence ? string.Create(CultureInfo.InvariantCulture, $" ({confidence:P0} confidence)") : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Funding {participant} with {GroupedAmount.Of(first.Advice.AmountMinor, currency)} {currency} by {first.By:yyyy-MM-dd HH:mm} UTC is advised{surety}; it is not counted on before it is there.");
    }
}
