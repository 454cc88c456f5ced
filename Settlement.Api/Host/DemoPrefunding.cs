using Microsoft.Extensions.Options;
using Settlement.Engine.Ledger;
using Settlement.Engine.Reference;

namespace Settlement.Api.Host;

/// <summary>Gives the demo community its opening balances; funding that stands in the ledger already changes nothing.</summary>
internal sealed class DemoPrefunding(IOptions<ReferenceOptions> options, IReferenceData reference, ILedger ledger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Seed != ReferenceSeed.Demo)
        {
            return;
        }

        var entries = DemoCommunity.Prefunding
            .Where(funding => reference.Current.Participants.ContainsKey(funding.ParticipantId))
            .Select(funding => Domain.Ledger.FundingEntry.For(funding.ParticipantId, funding.Currency, funding.AmountMinor, "demo-opening-balance-" + funding.Currency))
            .ToList();
        if (entries.Count > 0)
        {
            await ledger.PostAsync(entries, cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

internal static class DemoPrefundingRegistration
{
    internal static IServiceCollection AddDemoPrefunding(this IServiceCollection services) => services.AddHostedService<DemoPrefunding>();
}
