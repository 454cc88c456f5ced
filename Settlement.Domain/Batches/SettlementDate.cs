using Settlement.Domain.Calendars;
using Settlement.Domain.Windows;

namespace Settlement.Domain.Batches;

/// <summary>
/// The day that a batch settles on, by currency: a netted window's value date, for all of its currencies; for RTGS the calendar day at the place of the
/// currency's settlement system when the round was planned. Net debit caps are counted over it.
/// </summary>
public static class SettlementDate
{
    /// <param name="windowId">Of the plan; what is no netted window's id counts as RTGS.</param>
    /// <param name="plannedAt">When the planner read the limits.</param>
    public static DateOnly Of(string windowId, string currency, DateTimeOffset plannedAt) =>
        WindowId.TryParse(windowId, out var window) ? window.ValueDate : CutOff.Of(currency).DateAt(plannedAt);
}
