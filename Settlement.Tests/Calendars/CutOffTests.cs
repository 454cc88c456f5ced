using System.Globalization;
using Settlement.Domain.Calendars;
using Settlement.Tests.Reference;
using Xunit;

namespace Settlement.Tests.Calendars;

public sealed class CutOffTests
{
    [Theory]
    [InlineData("EUR", "2026-01-15", "2026-01-15T17:00:00Z")]
    [InlineData("EUR", "2026-07-15", "2026-07-15T16:00:00Z")]
    [InlineData("USD", "2026-01-15", "2026-01-16T00:00:00Z")]
    [InlineData("USD", "2026-07-15", "2026-07-15T23:00:00Z")]
    [InlineData("AUD", "2026-01-15", "2026-01-15T05:30:00Z")]
    [InlineData("AUD", "2026-07-15", "2026-07-15T06:30:00Z")]
    [InlineData("JPY", "2026-07-15", "2026-07-15T12:00:00Z")]
    [InlineData("PLN", "2026-07-15", "2026-07-15T16:00:00Z")]
    public void A_cut_off_is_local_time_on_the_value_date(string currency, string date, string instant) =>
        Assert.Equal(
            DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture),
            CutOff.Of(currency).On(DateOnly.ParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture)));

    [Fact]
    public void Cut_offs_are_in_UTC() => Assert.Equal(TimeSpan.Zero, CutOff.Of("USD").On(new DateOnly(2026, 7, 15)).Offset);

    [Fact]
    public void The_date_at_the_cut_off_is_the_local_one()
    {
        var instant = new DateTimeOffset(2026, 11, 23, 3, 0, 0, TimeSpan.Zero);
        Assert.Equal(new DateOnly(2026, 11, 22), CutOff.Of("USD").DateAt(instant));
        Assert.Equal(new DateOnly(2026, 11, 23), CutOff.Of("JPY").DateAt(instant));
    }

    [Fact]
    public void A_local_time_in_the_gap_of_daylight_saving_moves_forward_by_the_gap()
    {
        var inGap = new CutOff("EUR", new TimeOnly(2, 30), "Europe/Berlin", "test");
        Assert.Equal(new DateTimeOffset(2026, 3, 29, 1, 30, 0, TimeSpan.Zero), inGap.On(new DateOnly(2026, 3, 29)));
    }

    [Fact]
    public void A_local_time_in_the_overlap_of_daylight_saving_is_the_earlier_one()
    {
        var inOverlap = new CutOff("EUR", new TimeOnly(2, 30), "Europe/Berlin", "test");
        Assert.Equal(new DateTimeOffset(2026, 10, 25, 0, 30, 0, TimeSpan.Zero), inOverlap.On(new DateOnly(2026, 10, 25)));
    }

    /// <summary>T2's time is published in Eastern European Time, which is an hour ahead of Frankfurt's.</summary>
    [Theory]
    [InlineData("T2 (RTGS),EUR,interbank payments cut-off", "EUR", 1)]
    [InlineData("Fedwire Funds,USD,closes", "USD", 0)]
    [InlineData("one bank (Banking Circle),CHF,local", "CHF", 0)]
    public void Cut_offs_equal_the_published_ones(string row, string currency, int hoursAhead)
    {
        var published = PublishedData.Lines("calendars/cutoffs_and_clearing_windows.csv").Single(line => line.StartsWith(row, StringComparison.Ordinal));
        var time = TimeOnly.ParseExact(PublishedData.Cells(published)[3], "HH:mm", CultureInfo.InvariantCulture).AddHours(-hoursAhead);
        Assert.Equal(time, CutOff.Of(currency).LocalTime);
    }
}
