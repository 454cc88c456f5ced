namespace Settlement.Domain.Windows;

/// <summary>
/// Which window a payment belongs to: a pure function of when it was received and of which windows were closed before it in the intake
/// log. The rule is the usual one for payment orders: one that arrives on a closed day or after the cut-off counts as received on the
/// next business day; T0 settles on that day, T1 and T2 one and two business days later. A cross-currency payment needs days on which
/// both currencies are open, and the earlier cut-off of the two controls.
/// </summary>
public static class WindowSchedule
{
    /// <summary>How far ahead a window is looked for. Six weeks of windows closed by hand would have to lie between.</summary>
    public const int HorizonDays = 60;

    /// <summary>The first window of the kind's sequence that is still to close when the payment is received, and is not closed already.</summary>
    /// <param name="isClosed">Whether the close marker of a window id stands before the payment in the intake log.</param>
    /// <returns>With <see cref="RollReason.NoneOpen"/> when every window within <see cref="HorizonDays"/> is closed.</returns>
    public static WindowSlot Resolve(WindowKind kind, string source, string destination, DateTimeOffset receivedAt, Func<string, bool> isClosed)
    {
        var pair = new CurrencyPairDays(source, destination);
        if (kind == WindowKind.Rtgs)
        {
            return new WindowSlot(WindowId.Rtgs, kind, source, pair.Source.DateAt(receivedAt), null);
        }

        var today = pair.Today(receivedAt);
        var reason = RollReason.None;
        if (!pair.IsOpen(today))
        {
            reason = RollReason.NotABusinessDay;
        }
        else if (pair.Controlling(today).CutOff <= receivedAt)
        {
            reason = RollReason.AfterCutOff;
        }

        var ahead = DaysAhead(kind);
        var promised = ahead == 0 ? today : pair.Add(today, ahead);
        var accepted = reason == RollReason.None ? today : pair.FirstAccepting(today, receivedAt);
        var date = ahead == 0 ? accepted : pair.Add(accepted, ahead);
        while (true)
        {
            var slot = Slot(kind, pair, date);
            if (!isClosed(slot.WindowId))
            {
                return date == promised ? slot : slot with { RolledFrom = promised, RollReason = reason };
            }

            var next = pair.Add(date, 1);
            if (next.DayNumber - today.DayNumber > HorizonDays)
            {
                return slot with { RolledFrom = promised, RollReason = RollReason.NoneOpen };
            }

            date = next;
            reason = reason == RollReason.None ? RollReason.WindowClosed : reason;
        }
    }

    /// <summary>The instant, in UTC, at which windows of the currency and value date close.</summary>
    public static DateTimeOffset CutOff(string currency, DateOnly valueDate) => Calendars.CutOff.Of(currency).On(valueDate);

    /// <summary>The windows of all three kinds that close after an instant, on the next business days of a currency, in order of their cut-off.</summary>
    /// <param name="businessDays">At most <see cref="HorizonDays"/>.</param>
    public static IReadOnlyList<WindowSlot> UpcomingWindows(string currency, DateTimeOffset from, int businessDays)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(businessDays, HorizonDays);
        var pair = new CurrencyPairDays(currency, currency);
        var date = pair.FirstAccepting(pair.Today(from), from);
        var windows = new List<WindowSlot>(businessDays * 3);
        for (var i = 0; i < businessDays; i++, date = pair.Add(date, 1))
        {
            windows.Add(Slot(WindowKind.T0, pair, date));
            windows.Add(Slot(WindowKind.T1, pair, date));
            windows.Add(Slot(WindowKind.T2, pair, date));
        }

        return windows;
    }

    private static int DaysAhead(WindowKind kind) => kind switch
    {
        WindowKind.T0 => 0,
        WindowKind.T1 => 1,
        WindowKind.T2 => 2,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "has no window"),
    };

    private static WindowSlot Slot(WindowKind kind, CurrencyPairDays pair, DateOnly date)
    {
        var (currency, cutOff) = pair.Controlling(date);
        return new WindowSlot(new WindowId(kind, currency, date).ToString(), kind, currency, date, cutOff);
    }
}
