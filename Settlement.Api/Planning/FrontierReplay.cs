using Settlement.Domain.Currencies;
using Settlement.Domain.Planning;
using Settlement.Optimization.Frontier;

namespace Settlement.Api.Planning;

/// <summary>Replays days one at a time: a replay keeps a core busy for seconds.</summary>
internal sealed class FrontierReplay : IDisposable
{
    private readonly SemaphoreSlim oneAtATime = new(1, 1);

    /// <returns>Null when another replay is under way.</returns>
    public async Task<FrontierAnswer?> TryReplayAsync(PaymentDay day, CancellationToken cancellationToken)
    {
        if (!await oneAtATime.WaitAsync(TimeSpan.Zero, cancellationToken))
        {
            return null;
        }

        try
        {
            return await Task.Run(() => Replay(day, cancellationToken), cancellationToken);
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    public void Dispose() => oneAtATime.Dispose();

    private static FrontierAnswer Replay(PaymentDay day, CancellationToken cancellationToken)
    {
        var range = new LiquidityRange(day);
        var currency = Currency.Get(day.Costs.Currency);
        return new FrontierAnswer(
            day.Name, day.Payments.Count, day.Minutes, currency.Code, Money.Format(range.LeastMinor, currency), Money.Format(range.MostMinor, currency),
            [
                .. SettlementFrontier.Of(day, FrontierSettings.Default, cancellationToken).Select(point => new FrontierEntry(
                    point.Policy, point.LiquidityShare, Money.Format(point.LiquidityMinor, currency), Math.Round(point.Delay, 6),
                    Money.Format(point.TotalCostMinor, currency), Money.Format(point.LiquidityCostMinor, currency), point.Settled, point.Unsettled, point.Wires)),
            ]);
    }
}
