using System.Globalization;
using Settlement.Domain.Calendars;
using Settlement.Tests.Reference;
using Xunit;

namespace Settlement.Tests.Calendars;

public sealed class BusinessCalendarTests
{
    [Theory]
    [InlineData("EUR", "calendars/target_t2_holidays_2015-2027.csv")]
    [InlineData("USD", "calendars/fedwire_holidays_2015-2027.csv")]
    public void Every_day_from_2015_to_2027_is_open_or_closed_as_published(string currency, string path)
    {
        var closed = PublishedData.Lines(path).Skip(1).Select(line => Date(line[..10])).ToHashSet();
        var calendar = BusinessCalendar.Of(currency);
        for (var date = new DateOnly(2015, 1, 1); date.Year <= 2027; date = date.AddDays(1))
        {
            var open = date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !closed.Contains(date);
            Assert.True(open == calendar.IsBusinessDay(date), $"{date:O} {date.DayOfWeek}: published as {(open ? "open" : "closed")}");
        }
    }

    /// <summary>Weekdays closed in a whole year, as the authorities published them.</summary>
    [Theory]
    [InlineData("GBP", "2020-01-01 2020-04-10 2020-04-13 2020-05-08 2020-05-25 2020-08-31 2020-12-25 2020-12-28")]
    [InlineData("GBP", "2021-01-01 2021-04-02 2021-04-05 2021-05-03 2021-05-31 2021-08-30 2021-12-27 2021-12-28")]
    [InlineData("GBP", "2022-01-03 2022-04-15 2022-04-18 2022-05-02 2022-06-02 2022-06-03 2022-08-29 2022-09-19 2022-12-26 2022-12-27")]
    [InlineData("GBP", "2023-01-02 2023-04-07 2023-04-10 2023-05-01 2023-05-08 2023-05-29 2023-08-28 2023-12-25 2023-12-26")]
    [InlineData("GBP", "2026-01-01 2026-04-03 2026-04-06 2026-05-04 2026-05-25 2026-08-31 2026-12-25 2026-12-28")]
    [InlineData("CHF", "2024-01-01 2024-01-02 2024-03-29 2024-04-01 2024-05-01 2024-05-09 2024-05-20 2024-08-01 2024-12-25 2024-12-26")]
    [InlineData("JPY", "2020-01-01 2020-01-02 2020-01-03 2020-01-13 2020-02-11 2020-02-24 2020-03-20 2020-04-29 2020-05-04 2020-05-05 2020-05-06 2020-07-23 2020-07-24 2020-08-10 2020-09-21 2020-09-22 2020-11-03 2020-11-23 2020-12-31")]
    [InlineData("JPY", "2021-01-01 2021-01-11 2021-02-11 2021-02-23 2021-04-29 2021-05-03 2021-05-04 2021-05-05 2021-07-22 2021-07-23 2021-08-09 2021-09-20 2021-09-23 2021-11-03 2021-11-23 2021-12-31")]
    [InlineData("JPY", "2026-01-01 2026-01-02 2026-01-12 2026-02-11 2026-02-23 2026-03-20 2026-04-29 2026-05-04 2026-05-05 2026-05-06 2026-07-20 2026-08-11 2026-09-21 2026-09-22 2026-09-23 2026-10-12 2026-11-03 2026-11-23 2026-12-31")]
    [InlineData("CAD", "2023-01-02 2023-04-07 2023-05-22 2023-07-03 2023-09-04 2023-10-02 2023-10-09 2023-11-13 2023-12-25 2023-12-26")]
    [InlineData("CAD", "2024-01-01 2024-03-29 2024-05-20 2024-07-01 2024-09-02 2024-09-30 2024-10-14 2024-11-11 2024-12-25 2024-12-26")]
    [InlineData("AUD", "2022-01-03 2022-01-26 2022-04-15 2022-04-18 2022-04-25 2022-06-13 2022-09-22 2022-12-26 2022-12-27")]
    [InlineData("SEK", "2023-01-06 2023-04-07 2023-04-10 2023-05-01 2023-05-18 2023-06-06 2023-06-23 2023-12-25 2023-12-26")]
    [InlineData("NOK", "2019-01-01 2019-04-18 2019-04-19 2019-04-22 2019-05-01 2019-05-17 2019-05-30 2019-06-10 2019-12-24 2019-12-25 2019-12-26")]
    [InlineData("DKK", "2023-04-06 2023-04-07 2023-04-10 2023-05-05 2023-05-18 2023-05-19 2023-05-29 2023-06-05 2023-12-25 2023-12-26")]
    [InlineData("DKK", "2024-01-01 2024-03-28 2024-03-29 2024-04-01 2024-05-09 2024-05-10 2024-05-20 2024-06-05 2024-12-24 2024-12-25 2024-12-26 2024-12-31")]
    [InlineData("SGD", "2023-01-02 2023-01-23 2023-01-24 2023-04-07 2023-05-01 2023-06-02 2023-06-29 2023-08-09 2023-09-01 2023-11-13 2023-12-25")]
    [InlineData("SGD", "2026-01-01 2026-02-17 2026-02-18 2026-04-03 2026-05-01 2026-05-27 2026-06-01 2026-08-10 2026-11-09 2026-12-25")]
    [InlineData("HKD", "2020-01-01 2020-01-27 2020-01-28 2020-04-10 2020-04-13 2020-04-30 2020-05-01 2020-06-25 2020-07-01 2020-10-01 2020-10-02 2020-10-26 2020-12-25")]
    [InlineData("HKD", "2022-02-01 2022-02-02 2022-02-03 2022-04-05 2022-04-15 2022-04-18 2022-05-02 2022-05-09 2022-06-03 2022-07-01 2022-09-12 2022-10-04 2022-12-26 2022-12-27")]
    [InlineData("HKD", "2023-01-02 2023-01-23 2023-01-24 2023-01-25 2023-04-05 2023-04-07 2023-04-10 2023-05-01 2023-05-26 2023-06-22 2023-10-02 2023-10-23 2023-12-25 2023-12-26")]
    [InlineData("HKD", "2026-01-01 2026-02-17 2026-02-18 2026-02-19 2026-04-03 2026-04-06 2026-04-07 2026-05-01 2026-05-25 2026-06-19 2026-07-01 2026-10-01 2026-10-19 2026-12-25")]
    public void The_weekdays_closed_in_a_year_are_those_published(string currency, string published)
    {
        var year = int.Parse(published.AsSpan(0, 4), CultureInfo.InvariantCulture);
        var closed = BusinessCalendar.Of(currency).Holidays(year).Select(holiday => holiday.Date)
            .Where(date => date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday));
        Assert.Equal(published, string.Join(' ', closed.Select(date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))));
    }

    [Fact]
    public void A_currency_without_rules_is_closed_on_weekends_only()
    {
        var calendar = BusinessCalendar.Of("PLN");
        Assert.False(calendar.HasHolidays);
        Assert.True(calendar.IsBusinessDay(new DateOnly(2026, 12, 25)));
        Assert.False(calendar.IsBusinessDay(new DateOnly(2026, 12, 26)));
    }

    [Fact]
    public void Business_days_are_counted_over_weekends_and_holidays()
    {
        var calendar = BusinessCalendar.Of("EUR");
        Assert.Equal(new DateOnly(2026, 4, 7), calendar.Add(new DateOnly(2026, 4, 2), 1));
        Assert.Equal(new DateOnly(2026, 4, 8), calendar.Add(new DateOnly(2026, 4, 4), 2));
        Assert.Equal(new DateOnly(2026, 4, 7), calendar.OnOrAfter(new DateOnly(2026, 4, 3)));
        Assert.Equal(new DateOnly(2026, 4, 2), calendar.OnOrAfter(new DateOnly(2026, 4, 2)));
    }

    [Fact]
    public void Every_year_of_every_calendar_can_be_built()
    {
        foreach (var currency in Settlement.Domain.Currencies.Currency.All)
        {
            var calendar = BusinessCalendar.Of(currency.Code);
            for (var year = BusinessCalendar.FirstYear; year <= BusinessCalendar.LastYear; year++)
            {
                Assert.All(calendar.Holidays(year), holiday => Assert.Equal(year, holiday.Date.Year));
            }
        }
    }

    [Fact]
    public void Years_beyond_the_rules_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => BusinessCalendar.Of("EUR").Holidays(BusinessCalendar.FirstYear - 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => BusinessCalendar.Of("EUR").Holidays(BusinessCalendar.LastYear + 1));
    }

    private static DateOnly Date(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
