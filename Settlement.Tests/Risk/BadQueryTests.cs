using System.Net;
using Settlement.Tests.EndToEnd;
using Xunit;

namespace Settlement.Tests.Risk;

public sealed class BadQueryTests(SharedHost shared) : IClassFixture<SharedHost>
{
    [Theory]
    [InlineData("/api/v1/risk/counterparties?currency=XXX", "currency", "unknown_currency")]
    [InlineData("/api/v1/risk/concentration?measure=luck", "measure", "unknown_value")]
    [InlineData("/api/v1/risk/alerts?status=x", "status", "unknown_status")]
    [InlineData("/api/v1/risk/counterparties?limit=many", "limit", "not_a_number")]
    [InlineData("/api/v1/transactions?limit=many", "limit", "not_a_number")]
    [InlineData("/api/v1/failures?set_aside=perhaps", "set_aside", "not_a_boolean")]
    [InlineData("/api/v1/activity?from=yesterday", "from", "not_an_instant")]
    [InlineData("/api/v1/transactions/t1?at=noon-ish", "at", "not_an_instant")]
    [InlineData("/api/v1/liquidity/forecast/accuracy?currency=EUR&participant=nobody", "participant", "unknown_participant")]
    [InlineData("/api/v1/risk/stress?scenario=flood", "scenario", "unknown_value")]
    [InlineData("/api/v1/risk/stress?basis_points=20000", "basis_points", "out_of_range")]
    [InlineData("/api/v1/risk/intraday", "currency", "required")]
    [InlineData("/api/v1/liquidity/forecast?currency=XXX", "currency", "unknown_currency")]
    [InlineData("/api/v1/liquidity/forecast", "currency", "required")]
    [InlineData("/api/v1/liquidity/forecast?currency=EUR&days_ahead=0", "days_ahead", "out_of_range")]
    [InlineData("/api/v1/liquidity/forecast?currency=EUR&days_ahead=1000", "days_ahead", "out_of_range")]
    [InlineData("/api/v1/liquidity/forecast?currency=EUR&days_ahead=many", "days_ahead", "out_of_range")]
    [InlineData("/api/v1/liquidity/forecast?currency=EUR&participant=nobody", "participant", "unknown_participant")]
    [InlineData("/api/v1/liquidity/intraday?currency=EUR&date=today", "date", "not_a_date")]
    [InlineData("/api/v1/liquidity/history", "currency", "required")]
    [InlineData("/api/v1/liquidity/history?currency=EUR&days=401", "days", "out_of_range")]
    [InlineData("/api/v1/risk/intraday?currency=EUR&date=9999-12-31", "date", "out_of_range")]
    [InlineData("/api/v1/risk/intraday?currency=EUR&date=2026-11-25", "date", "not_begun")]
    [InlineData("/api/v1/liquidity/intraday?currency=EUR&date=2026-11-25", "date", "not_begun")]
    public async Task A_bad_query_is_answered_with_its_field_and_rule(string path, string field, string code)
    {
        var answer = (await shared.Host.GetAsync(path)).With(HttpStatusCode.UnprocessableEntity);

        Assert.Equal((field, code), ((string?)answer["errors"]![0]!["field"], (string?)answer["errors"]![0]!["code"]));
    }

    [Theory]
    [InlineData("/api/v1/transactions?limit=99999999999", "limit must be a whole number of at most nine digits.")]
    [InlineData("/api/v1/transactions?limit=999999999", "limit must be a whole number from 1 to 500.")]
    public async Task A_number_too_long_is_answered_with_a_rule_that_it_breaks(string path, string message)
    {
        var answer = (await shared.Host.GetAsync(path)).With(HttpStatusCode.UnprocessableEntity);

        Assert.Equal(message, (string?)answer["errors"]![0]!["message"]);
    }

    [Fact]
    public async Task Without_a_history_a_forecast_says_so()
    {
        var answer = (await shared.Host.GetAsync("/api/v1/liquidity/forecast?currency=EUR&days_ahead=7")).With(HttpStatusCode.OK);

        Assert.Contains("nothing to forecast from", (string?)answer["note"], StringComparison.Ordinal);
        Assert.Null(answer["need"]);
    }
}
