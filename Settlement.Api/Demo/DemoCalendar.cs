using System.Globalization;
using Settlement.Domain.Calendars;

namespace Settlement.Api.Demo;

/// <summary>
/// The two days: Tuesday 2026-11-24, on which everything is sent and T0 closes, and the next, on which T1 closes and what rolled or was
/// deferred is tried again. Both are business days of all eight currencies.
/// </summary>
internal static class DemoCalendar
{
    public static readonly DateOnly Day1 = new(2026, 11, 24);

    public static readonly DateOnly Day2 = new(2026, 11, 25);

    public static readonly DateTimeOffset Start = new(2026, 11, 24, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Requests are sent at seven past each hour of UTC: on no cut-off.</summary>
    public static readonly IReadOnlyList<DateTimeOffset> Slots = [.. Enumerable.Range(0, 24).Select(hour => Start.AddHours(hour).AddMinutes(7))];

    /// <summary>After the last cut-off of day 1, New York's, and before the first of day 2, Sydney's.</summary>
    public static readonly DateTimeOffset Review = Start.AddDays(1).AddHours(1);

    /// <summary>How long before the cut-off of day 2 an operator closes T0: so T1 is planned when T0 has settled, in every run.</summary>
    private static readonly TimeSpan EarlyClose = TimeSpan.FromMinutes(10);

    /// <summary>Every closure in order of time.</summary>
    public static IReadOnlyList<DemoClosure> Closures { get; } =
    [
        .. BankingNetwork.Currencies
            .SelectMany(currency => ClosuresOf(currency.Code))
            .OrderBy(closure => closure.At).ThenBy(closure => closure.Currency, StringComparer.Ordinal),
    ];

    private static IEnumerable<DemoClosure> ClosuresOf(string currency)
    {
        var cutOff = CutOff.Of(currency);
        yield return new DemoClosure(cutOff.On(Day1), currency, null);
        yield return new DemoClosure(
            cutOff.On(Day2) - EarlyClose, currency, string.Create(CultureInfo.InvariantCulture, $"t0-{currency}-{Day2:yyyy-MM-dd}"));
        yield return new DemoClosure(cutOff.On(Day2), currency, null);
    }
}

/// <param name="EarlyWindowId">The one window that an operator closes early; null: the schedule closes what is due in the currency.</param>
internal sealed record DemoClosure(DateTimeOffset At, string Currency, string? EarlyWindowId);
