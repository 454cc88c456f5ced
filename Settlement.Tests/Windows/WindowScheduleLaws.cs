using FsCheck;
using FsCheck.Fluent;
using Settlement.Domain.Calendars;
using Settlement.Domain.Windows;
using Xunit;

namespace Settlement.Tests.Windows;

/// <summary>Laws that hold for any payment, whatever windows were closed early.</summary>
public sealed class WindowScheduleLaws
{
    private static readonly string[] Currencies = ["EUR", "USD", "GBP", "JPY", "HKD", "AUD", "PLN", "NOK"];

    private sealed record Case(WindowKind Kind, string Source, string Destination, DateTimeOffset ReceivedAt, int Later, int ClosedSeed)
    {
        /// <summary>Closes about one window in four, the same ones for the same seed.</summary>
        public bool IsClosed(string windowId) => windowId.Aggregate(ClosedSeed, (hash, c) => unchecked((hash * 31) + c)) % 4 == 0;

        public WindowSlot Resolve() => WindowSchedule.Resolve(Kind, Source, Destination, ReceivedAt, IsClosed);
    }

    private static readonly Arbitrary<Case> Cases = Arb.From(
        from kind in Gen.Elements(WindowKind.T0, WindowKind.T1, WindowKind.T2)
        from source in Gen.Elements(Currencies)
        from destination in Gen.Elements(Currencies)
        from seconds in Gen.Choose(0, 4 * 366 * 24 * 3600)
        from later in Gen.Choose(0, 3 * 24 * 3600)
        from seed in Gen.Choose(0, int.MaxValue - 1)
        select new Case(kind, source, destination, new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(seconds), later, seed));

    [Fact]
    public void The_window_closes_after_the_payment_was_received() =>
        Check(payment => payment.Resolve().CutOff > payment.ReceivedAt);

    [Fact]
    public void Both_currencies_are_open_on_the_value_date() => Check(payment =>
    {
        var date = payment.Resolve().ValueDate;
        return BusinessCalendar.Of(payment.Source).IsBusinessDay(date) && BusinessCalendar.Of(payment.Destination).IsBusinessDay(date);
    });

    [Fact]
    public void The_window_is_not_closed() => Check(payment => !payment.IsClosed(payment.Resolve().WindowId));

    [Fact]
    public void Replay_gives_the_same_window() => Check(payment => payment.Resolve() == payment.Resolve());

    [Fact]
    public void The_direction_of_a_payment_does_not_matter() =>
        Check(payment => (payment with { Source = payment.Destination, Destination = payment.Source }).Resolve() == payment.Resolve());

    [Fact]
    public void A_later_payment_never_settles_earlier() => Check(payment =>
        (payment with { ReceivedAt = payment.ReceivedAt.AddSeconds(payment.Later) }).Resolve().ValueDate >= payment.Resolve().ValueDate);

    [Fact]
    public void A_later_kind_never_settles_earlier_when_nothing_is_closed() => Check(payment =>
    {
        var dates = new[] { WindowKind.T0, WindowKind.T1, WindowKind.T2 }
            .Select(kind => WindowSchedule.Resolve(kind, payment.Source, payment.Destination, payment.ReceivedAt, _ => false).ValueDate).ToArray();
        return dates[0] < dates[1] && dates[1] < dates[2];
    });

    [Fact]
    public void The_controlling_currency_closes_first() => Check(payment =>
    {
        var slot = payment.Resolve();
        return slot.CutOff <= WindowSchedule.CutOff(payment.Source, slot.ValueDate)
            && slot.CutOff <= WindowSchedule.CutOff(payment.Destination, slot.ValueDate)
            && slot.CutOff == WindowSchedule.CutOff(slot.Currency, slot.ValueDate);
    });

    [Fact]
    public void No_open_window_is_passed_over() => Check(payment =>
    {
        // Any earlier day on which the kind could have settled was closed by hand.
        var unhindered = WindowSchedule.Resolve(payment.Kind, payment.Source, payment.Destination, payment.ReceivedAt, _ => false).ValueDate;
        var slot = payment.Resolve();
        for (var date = unhindered; date < slot.ValueDate; date = date.AddDays(1))
        {
            var open = BusinessCalendar.Of(payment.Source).IsBusinessDay(date) && BusinessCalendar.Of(payment.Destination).IsBusinessDay(date);
            var closedByHand = new[] { payment.Source, payment.Destination }
                .Any(currency => payment.IsClosed(new WindowId(payment.Kind, currency, date).ToString()));
            if (open && !closedByHand)
            {
                return false;
            }
        }

        return true;
    });

    private static void Check(Func<Case, bool> law) => Laws.Hold(Cases, law, cases: 500);
}
