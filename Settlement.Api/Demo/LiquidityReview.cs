using System.Globalization;

namespace Settlement.Api.Demo;

/// <summary>What a treasurer does after the last day, over the API: pays back funds that some banks hardly need, and looks at the forecasts.</summary>
internal sealed class LiquidityReview(DemoClient client)
{
    /// <summary>So that the days to come show who lacks funds: these keep the middle forecast of a day's need and no more.</summary>
    private static readonly string[] Lean = ["lutetia", "severn", "prairie", "helvia"];

    public async Task PayBackAsync(CancellationToken cancellationToken)
    {
        foreach (var bank in Lean.Select(BankingNetwork.Bank))
        {
            var query = $"currency={bank.Home}&participant={bank.Id}";
            var forecast = await client.GetAsync<ForecastBody>($"/api/v1/liquidity/forecast?{query}&days_ahead=5", cancellationToken);
            var balance = Units((await client.GetAsync<BalanceNow>($"/api/v1/liquidity/intraday?{query}", cancellationToken)).Balance);
            var kept = forecast.Need?.Days.Select(day => Units(day.Amount)).DefaultIfEmpty().Max() ?? 0;
            if (kept > 0 && balance > kept)
            {
                await client.PostAsync(
                    $"/api/v1/participants/{bank.Id}/funding",
                    new
                    {
                        currency = bank.Home, amount = (kept - balance).ToString(CultureInfo.InvariantCulture), reference = $"review-{bank.Id}-{bank.Home}",
                        reason = "funds beyond the middle forecast are paid back",
                    },
                    cancellationToken);
            }
        }
    }

    public async Task<IReadOnlyList<ForecastBody>> ForecastsAsync(CancellationToken cancellationToken)
    {
        var forecasts = new List<ForecastBody>();
        foreach (var (code, _) in BankingNetwork.Currencies)
        {
            forecasts.Add(await client.GetAsync<ForecastBody>($"/api/v1/liquidity/forecast?currency={code}&days_ahead=7", cancellationToken));
        }

        return forecasts;
    }

    private static decimal Units(string amount) => decimal.Parse(amount, CultureInfo.InvariantCulture);

    private sealed record BalanceNow(string Balance);
}
