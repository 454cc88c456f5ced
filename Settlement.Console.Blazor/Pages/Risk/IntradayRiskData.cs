using Settlement.Domain.Answers;
using Settlement.Domain.Liquidity;
using Settlement.Domain.Risk;
using Settlement.OperatorConsole.Api;

namespace Settlement.OperatorConsole.Pages.Risk;

/// <summary>The intraday measures of one currency and day, and what else could be chosen.</summary>
/// <param name="Answer">Null where no wire has moved any currency yet.</param>
public sealed record IntradayRiskData(IReadOnlyList<LiquiditySeries> Series, IntradayRiskAnswer? Answer)
{
    public static async Task<ApiResult<IntradayRiskData>> LoadAsync(ApiClient api, string? currency, string? date, CancellationToken cancellationToken)
    {
        var listed = await api.GetAsync<Page<LiquiditySeries>>("/api/v1/liquidity/series", cancellationToken);
        if (!listed.IsOk)
        {
            return listed.Failure;
        }

        var series = listed.Value.Items;
        var shown = currency ?? (series.Any(one => one.Currency == "EUR") ? "EUR" : series.Count > 0 ? series[0].Currency : null);
        return shown is null
            ? new IntradayRiskData(series, null)
            : (await api.GetAsync<IntradayRiskAnswer>(QueryPath.Of("/api/v1/risk/intraday", ("currency", shown), ("date", date)), cancellationToken))
                .Then(answer => new IntradayRiskData(series, answer));
    }
}
