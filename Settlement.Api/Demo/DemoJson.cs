using System.Text.Json;

namespace Settlement.Api.Demo;

/// <summary>The closing line. Its keys are a contract with scripts. Gross, net, wires and costs are those of the netted windows.</summary>
internal static class DemoJson
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static string Write(DemoOptions options, IntakeTally tally, DayOutcome day, double seconds) => JsonSerializer.Serialize(
        new
        {
            options.Seed,
            options.Payments,
            tally.Accepted,
            Settled = day.Count("settled"),
            Deferred = day.Count("deferred"),
            Rejected = tally.Refused + day.Count("rejected"),
            Reversed = day.Count("reversed"),
            Gross = day.PerCurrency(currency => currency.Gross),
            Net = day.PerCurrency(currency => currency.Net),
            day.Wires,
            day.WiresGross,
            Cost = day.CostMinor,
            NaiveCost = day.NaiveCostMinor,
            CurrencyOfCost = day.CostCurrency,
            PlanHash = day.PlanHash(),
            MembershipHash = day.MembershipHash(),
            LedgerHead = day.Ledger.Head,
            LedgerEntries = day.Ledger.Entries,
            Seconds = Math.Round(seconds, 2),
            day.Invariants,
        },
        Options);
}
