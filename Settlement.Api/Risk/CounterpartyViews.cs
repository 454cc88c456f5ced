using System.Text.Json;
using Settlement.Domain.Risk;
using Settlement.Engine.Risk;
using static Settlement.Api.Risk.RiskAmounts;

namespace Settlement.Api.Risk;

/// <summary>Makes the answers about counterparties from a book of exposures.</summary>
internal static class CounterpartyViews
{
    public static CounterpartyRisk Of(string participant, IReadOnlyList<Exposure> exposures, ExposureBook book, string reportingCurrency)
    {
        var known = book.Snapshot.Reference.Participants.GetValueOrDefault(participant);
        var (posted, owed, uncovered) = (0L, 0L, 0L);
        var unvalued = new List<string>();
        foreach (var exposure in exposures)
        {
            if (book.Value(exposure.PostedMinor, exposure.Currency, reportingCurrency) is not { } value)
            {
                unvalued.Add(exposure.Currency);
                continue;
            }

            posted = checked(posted + value);
            owed = checked(owed + book.Value(exposure.OwedMinor, exposure.Currency, reportingCurrency)!.Value);
            uncovered = checked(uncovered + book.Value(exposure.UncoveredMinor, exposure.Currency, reportingCurrency)!.Value);
        }

        var currencies = exposures.Select(Of).ToList();
        return new CounterpartyRisk(
            participant, known?.Name ?? participant, known is null ? "unknown" : JsonNamingPolicy.SnakeCaseLower.ConvertName(known.Status.ToString()),
            Units(posted, reportingCurrency), Units(owed, reportingCurrency), Units(uncovered, reportingCurrency),
            Worst(currencies.Select(currency => currency.Cap?.Level ?? "ok")), unvalued, currencies);
    }

    private static CurrencyExposure Of(Exposure exposure)
    {
        var currency = exposure.Currency;
        return new CurrencyExposure(
            currency, Units(exposure.PostedMinor, currency), Units(exposure.ReservedMinor, currency), Units(exposure.AvailableMinor, currency),
            Flow(FlowStage.InFlight), Flow(FlowStage.Queued), Flow(FlowStage.Windows), Flow(FlowStage.Accepted), Written(exposure.Unsettled),
            Units(exposure.NetMinor, currency), Units(exposure.OwedMinor, currency), Units(exposure.UncoveredMinor, currency), Cap(exposure));

        UnsettledFlow Flow(FlowStage stage) => Written(exposure.Stages.GetValueOrDefault(stage));

        UnsettledFlow Written(StageFlow flow) => new(flow.Payments, Units(flow.OutgoingMinor, currency), Units(flow.IncomingMinor, currency));
    }
}
