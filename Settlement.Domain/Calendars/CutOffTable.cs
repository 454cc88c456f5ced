using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace Settlement.Domain.Calendars;

/// <summary>
/// Cut-offs as the operators of the settlement systems publish them. A figure here is a fact of the world and not a setting. EUR, USD, CHF,
/// SEK, NOK and DKK were checked against the publication named; the others are the operators' schedules as generally known, and want
/// checking before money depends on them.
/// </summary>
internal static class CutOffTable
{
    private static readonly FrozenDictionary<string, CutOff> ByCurrency = new CutOff[]
    {
        new("EUR", new(18, 00), "Europe/Berlin", "T2: interbank cut-off (Eesti Pank, T2 schedule)"),
        new("USD", new(19, 00), "America/New_York", "Fedwire Funds Service: close (Federal Reserve Financial Services)"),
        new("GBP", new(18, 00), "Europe/London", "CHAPS: settlement deadline (Bank of England, CHAPS reference manual)"),
        new("CHF", new(16, 15), "Europe/Zurich", "SIC: last clearing stop (one bank's published local cut-off: Banking Circle)"),
        new("JPY", new(21, 00), "Asia/Tokyo", "BOJ-NET Funds Transfer System: close (Bank of Japan)"),
        new("CAD", new(18, 00), "America/Toronto", "Lynx: end of payment exchange (Payments Canada)"),
        new("AUD", new(16, 30), "Australia/Sydney", "RITS: end of the day session (Reserve Bank of Australia)"),
        new("SEK", new(18, 00), "Europe/Stockholm", "RIX-RTGS: close (Sveriges Riksbank, notice of 2019-04-08)"),
        new("NOK", new(16, 35), "Europe/Oslo", "NBO: close (Norges Bank, settlement days)"),
        new("DKK", new(16, 45), "Europe/Copenhagen", "Kronos2: close for payments (Danmarks Nationalbank)"),
        new("SGD", new(18, 30), "Asia/Singapore", "MEPS+: close (Monetary Authority of Singapore)"),
        new("HKD", new(18, 30), "Asia/Hong_Kong", "HKD CHATS: close (Hong Kong Interbank Clearing)"),
    }.ToFrozenDictionary(cutOff => cutOff.Currency, StringComparer.Ordinal);

    // One per code that was asked for; callers ask for currencies of ISO 4217, fewer than 200.
    private static readonly ConcurrentDictionary<string, CutOff> Defaults = new(StringComparer.Ordinal);

    public static IReadOnlyList<CutOff> Published { get; } = [.. ByCurrency.Values.OrderBy(cutOff => cutOff.Currency, StringComparer.Ordinal)];

    public static CutOff Find(string currency) =>
        ByCurrency.GetValueOrDefault(currency)
        ?? Defaults.GetOrAdd(
            Currencies.Currency.Get(currency).Code, code => new CutOff(code, new TimeOnly(16, 00), "Etc/UTC", "default: no published figure kept"));
}
