using System.Globalization;
using Settlement.Domain.Windows;
using Xunit;

namespace Settlement.Tests.Windows;

public sealed class WindowScheduleTests
{
    [Theory]
    [InlineData(WindowKind.T0, "EUR", "EUR", "2026-11-23T09:00:00Z", "t0-EUR-2026-11-23")]
    [InlineData(WindowKind.T1, "EUR", "EUR", "2026-11-23T09:00:00Z", "t1-EUR-2026-11-24")]
    [InlineData(WindowKind.T2, "EUR", "EUR", "2026-11-23T09:00:00Z", "t2-EUR-2026-11-25")]
    [InlineData(WindowKind.T0, "EUR", "EUR", "2026-11-23T16:59:59.999999Z", "t0-EUR-2026-11-23")]
    [InlineData(WindowKind.T2, "EUR", "EUR", "2026-12-23T09:00:00Z", "t2-EUR-2026-12-28")]
    [InlineData(WindowKind.T0, "USD", "GBP", "2026-11-23T09:00:00Z", "t0-GBP-2026-11-23")]
    [InlineData(WindowKind.T0, "USD", "EUR", "2026-11-23T09:00:00Z", "t0-EUR-2026-11-23")]
    [InlineData(WindowKind.T1, "USD", "EUR", "2026-11-25T09:00:00Z", "t1-EUR-2026-11-27")]
    [InlineData(WindowKind.T0, "PLN", "CZK", "2026-11-23T09:00:00Z", "t0-CZK-2026-11-23")]
    [InlineData(WindowKind.T0, "JPY", "JPY", "2026-11-23T23:00:00Z", "t0-JPY-2026-11-24")]
    public void A_payment_in_time_settles_as_promised(WindowKind kind, string source, string destination, string receivedAt, string windowId)
    {
        var slot = WindowSchedule.Resolve(kind, source, destination, At(receivedAt), _ => false);
        Assert.Equal((windowId, null, RollReason.None), (slot.WindowId, slot.RolledFrom, slot.RollReason));
    }

    [Theory]
    [InlineData(WindowKind.T0, "EUR", "EUR", "2026-11-23T17:00:00Z", "t0-EUR-2026-11-24", "2026-11-23", RollReason.AfterCutOff)]
    [InlineData(WindowKind.T1, "EUR", "EUR", "2026-11-23T17:00:00Z", "t1-EUR-2026-11-25", "2026-11-24", RollReason.AfterCutOff)]
    [InlineData(WindowKind.T0, "EUR", "EUR", "2026-11-21T09:00:00Z", "t0-EUR-2026-11-23", "2026-11-21", RollReason.NotABusinessDay)]
    [InlineData(WindowKind.T1, "EUR", "EUR", "2026-11-21T09:00:00Z", "t1-EUR-2026-11-24", "2026-11-23", RollReason.NotABusinessDay)]
    [InlineData(WindowKind.T0, "USD", "EUR", "2026-11-26T09:00:00Z", "t0-EUR-2026-11-27", "2026-11-26", RollReason.NotABusinessDay)]
    [InlineData(WindowKind.T0, "USD", "JPY", "2026-11-20T13:00:00Z", "t0-JPY-2026-11-24", "2026-11-20", RollReason.AfterCutOff)]
    public void A_payment_too_late_rolls_and_says_from_where_and_why(
        WindowKind kind, string source, string destination, string receivedAt, string windowId, string from, RollReason reason)
    {
        var slot = WindowSchedule.Resolve(kind, source, destination, At(receivedAt), _ => false);
        Assert.Equal((windowId, Date(from), reason), (slot.WindowId, slot.RolledFrom, slot.RollReason));
    }

    [Fact]
    public void A_window_closed_early_takes_nothing_more()
    {
        var slot = WindowSchedule.Resolve(
            WindowKind.T0, "EUR", "EUR", At("2026-11-23T09:00:00Z"), id => id is "t0-EUR-2026-11-23" or "t0-EUR-2026-11-24");
        Assert.Equal(("t0-EUR-2026-11-25", Date("2026-11-23"), RollReason.WindowClosed), (slot.WindowId, slot.RolledFrom, slot.RollReason));
    }

    [Fact]
    public void Closing_one_kind_leaves_the_others_open()
    {
        var slot = WindowSchedule.Resolve(WindowKind.T1, "EUR", "EUR", At("2026-11-23T09:00:00Z"), id => id.StartsWith("t0-", StringComparison.Ordinal));
        Assert.Equal("t1-EUR-2026-11-24", slot.WindowId);
    }

    [Fact]
    public void RTGS_has_no_cut_off()
    {
        var slot = WindowSchedule.Resolve(WindowKind.Rtgs, "USD", "EUR", At("2026-11-21T03:00:00Z"), _ => true);
        Assert.Equal(new WindowSlot("rtgs", WindowKind.Rtgs, "USD", Date("2026-11-20"), null), slot);
    }

    [Fact]
    public void When_every_window_is_closed_the_search_ends_and_says_so()
    {
        var slot = WindowSchedule.Resolve(WindowKind.T0, "EUR", "EUR", At("2026-11-23T09:00:00Z"), _ => true);
        Assert.Equal(("t0-EUR-2027-01-22", RollReason.NoneOpen), (slot.WindowId, slot.RollReason));
    }

    [Fact]
    public void The_cut_off_of_the_slot_is_that_of_its_currency_and_date()
    {
        var slot = WindowSchedule.Resolve(WindowKind.T0, "USD", "GBP", At("2026-11-23T09:00:00Z"), _ => false);
        Assert.Equal(("GBP", At("2026-11-23T18:00:00Z")), (slot.Currency, slot.CutOff));
        Assert.Equal(slot.CutOff, WindowSchedule.CutOff("GBP", Date("2026-11-23")));
    }

    [Fact]
    public void Upcoming_windows_are_those_of_every_kind_that_still_close()
    {
        var windows = WindowSchedule.UpcomingWindows("EUR", At("2026-11-20T17:00:00Z"), 2);
        Assert.Equal(
            [
                "t0-EUR-2026-11-23", "t1-EUR-2026-11-23", "t2-EUR-2026-11-23",
                "t0-EUR-2026-11-24", "t1-EUR-2026-11-24", "t2-EUR-2026-11-24",
            ],
            windows.Select(window => window.WindowId),
            StringComparer.Ordinal);
        Assert.All(windows, window => Assert.True(window.CutOff > At("2026-11-20T17:00:00Z")));
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static DateOnly Date(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
