using Settlement.Domain.Answers;
using Settlement.Domain.Risk;
using Settlement.OperatorConsole.Api;

namespace Settlement.OperatorConsole.Pages.Risk;

/// <summary>What stands out, who owes what, and on how few it rests.</summary>
public sealed record RiskData(IReadOnlyList<RiskAlertView> Alerts, CounterpartyRiskPage Exposures, ConcentrationRisk Concentration)
{
    public static async Task<ApiResult<RiskData>> LoadAsync(
        ApiClient api, string? alerts, string? measure, string? cursor, CancellationToken cancellationToken)
    {
        var standing = api.GetAsync<Page<RiskAlertView>>(QueryPath.Of("/api/v1/risk/alerts", ("status", alerts), ("limit", 50)), cancellationToken);
        var exposures = api.GetAsync<CounterpartyRiskPage>(QueryPath.Of("/api/v1/risk/counterparties", ("cursor", cursor)), cancellationToken);
        var concentration = api.GetAsync<ConcentrationRisk>(QueryPath.Of("/api/v1/risk/concentration", ("measure", measure)), cancellationToken);
        await Task.WhenAll(standing, exposures, concentration);
        return (await exposures).Failure is { } failed ? failed
            : (await standing).Failure is { } unheard ? unheard
            : (await concentration).Failure is { } unknown ? unknown
            : new RiskData((await standing).Value!.Items, (await exposures).Value!, (await concentration).Value!);
    }
}
