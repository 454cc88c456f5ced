using System.Net;
using System.Text;
using System.Text.Json;
using Settlement.Api.Reference;
using Settlement.Engine.Database;
using Settlement.Engine.Reference;
using Settlement.Tests.Http;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Reference;

public sealed class ReferenceEndpointsTests(PostgresServer postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_participant_is_admitted_changed_and_shown()
    {
        await using var api = await StartAsync();

        var created = await api.PutAsync("participants/bank_c", """{"name":"Bank C","bic":"BACCNL20XXX","status":"active","region":"eu-west","reason":"joins"}""");
        var again = await api.PutAsync("participants/bank_c", """{"name":"Bank C","bic":"BACCNL20XXX","status":"active","region":"eu-west","reason":"joins"}""");
        var changed = await api.PutAsync("participants/bank_c", """{"name":"Bank C","status":"suspended","reason":"licence withdrawn"}""");

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK, HttpStatusCode.OK), (created.Status, again.Status, changed.Status));
        Assert.Equal("""{"participant_id":"bank_c","name":"Bank C","bic":null,"status":"suspended","region":"default"}""", (await api.GetAsync("participants/bank_c")).Text);
    }

    [Theory]
    [InlineData("participants/bank_c", """{"status":"active","bic":"x","reason":""}""", "name required, bic invalid_bic, reason required")]
    [InlineData("participants/bank_c", """{"name":"C","reason":"r"}""", "status invalid_status")]
    [InlineData("participants/a%20b", """{"name":"C","status":"active","reason":"r"}""", "participant_id invalid_id")]
    [InlineData("participants/system", """{"name":"C","status":"active","reason":"r"}""", "participant_id reserved")]
    [InlineData("accounts/a", """{"participant_id":"nobody","status":"active","reason":"r"}""", "participant_id unknown_participant")]
    [InlineData("accounts/a", """{"status":"active","reason":"r"}""", "participant_id required")]
    [InlineData("accounts/bank_a_001", """{"participant_id":"acme_usa","status":"active","reason":"r"}""", "participant_id owner_is_fixed")]
    [InlineData("participants/bank_a/caps/EUR", """{"limit":-1,"reason":"r"}""", "limit negative")]
    [InlineData("participants/bank_a/caps/EUR", """{"limit":"1.234","reason":"r"}""", "limit too_many_decimals")]
    [InlineData("participants/bank_a/caps/EUR", """{"limit":1e30,"reason":"r"}""", "limit out_of_range")]
    [InlineData("participants/bank_a/caps/EUR", """{"limit":true,"reason":"r"}""", "limit not_a_number")]
    [InlineData("participants/bank_a/caps/EUR", """{"limit":"\ud800","reason":"r"}""", "limit not_a_number")]
    [InlineData("participants/bank_a/caps/EUR", """{"reason":"r"}""", "limit required")]
    [InlineData("participants/bank_a/caps/XAU", """{"limit":1,"reason":"r"}""", "currency unknown_currency")]
    [InlineData("participants/nobody/caps/EUR", """{"limit":1,"reason":"r"}""", "participant_id unknown_participant")]
    [InlineData("limits/bank_a/bank_a/EUR", """{"limit":1,"reason":"r"}""", "creditor same_party")]
    [InlineData("limits/bank_a/nobody/EUR", """{"limit":1,"reason":"r"}""", "creditor unknown_participant")]
    public async Task A_broken_rule_is_a_422_that_names_field_and_code(string path, string body, string expected)
    {
        await using var api = await StartAsync();

        var answer = await api.PutAsync(path, body);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Equal(expected, answer.Errors());
    }

    [Theory]
    [InlineData("""{"base":"EUR","quote":"USD","mid":"abc","spread_bps":2,"source":"s","reason":"r"}""", "mid not_a_number")]
    [InlineData("""{"base":"EUR","quote":"EUR","mid":0,"spread_bps":-1,"source":"s","reason":"r"}""", "quote same_currency, mid out_of_range, spread_bps out_of_range")]
    [InlineData("""{"base":"EUR","quote":"USD","mid":1.1,"spread_bps":2,"source":"s","as_of":"2099-01-01T00:00:00Z","reason":"r"}""", "as_of in_the_future")]
    [InlineData("{}", "mid required, spread_bps required")]
    public async Task A_quote_that_breaks_a_rule_is_a_422(string body, string expected)
    {
        await using var api = await StartAsync();
        var answer = await api.PostAsync("fx/rates", body);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, expected), (answer.Status, answer.Errors()));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"name":5}""")]
    [InlineData("""{"name":"\ud800"}""")]
    public async Task A_body_that_cannot_be_read_is_a_400(string body)
    {
        await using var api = await StartAsync();
        Assert.Equal(HttpStatusCode.BadRequest, (await api.PutAsync("participants/bank_c", body)).Status);
    }

    [Fact]
    public async Task A_huge_body_is_a_413()
    {
        await using var api = await StartAsync();
        var body = $$"""{"name":"{{new string('x', 20_000)}}"}""";
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await api.PutAsync("participants/bank_c", body)).Status);
    }

    [Theory]
    [InlineData("participants/nobody")]
    [InlineData("participants/nobody/caps")]
    [InlineData("accounts/nobody")]
    [InlineData("calendars/XAU")]
    public async Task What_does_not_exist_is_a_404(string path)
    {
        await using var api = await StartAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await api.GetAsync(path)).Status);
    }

    [Fact]
    public async Task Lists_are_paged_by_cursor_to_the_end()
    {
        await using var api = await StartAsync();
        var seen = new List<string>();
        var cursor = "";
        do
        {
            var page = (await api.GetAsync("participants?limit=3" + cursor)).Json;
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("participant_id").GetString()!));
            var next = page.GetProperty("next_cursor").GetString();
            cursor = next is null ? "" : "&cursor=" + next;
        }
        while (cursor.Length > 0);

        Assert.Equal(["acme_usa", "bank_a", "counterparty_bank_b", "cparty_london"], seen);
    }

    [Fact]
    public async Task Accounts_can_be_listed_by_owner()
    {
        await using var api = await StartAsync();
        var items = (await api.GetAsync("accounts?participant=bank_a")).Json.GetProperty("items");
        Assert.Equal("bank_a_001", Assert.Single(items.EnumerateArray().ToArray()).GetProperty("account_id").GetString());
    }

    [Fact]
    public async Task Limits_are_shown_in_units_with_the_currencys_decimals()
    {
        await using var api = await StartAsync();

        var cap = await api.PutAsync("participants/bank_a/caps/JPY", """{"limit":1e6,"reason":"r"}""");
        var limit = await api.PutAsync("limits/bank_a/acme_usa/KWD", """{"limit":"12.5","reason":"r"}""");

        Assert.Equal((HttpStatusCode.OK, """{"participant_id":"bank_a","currency":"JPY","limit":"1000000"}"""), (cap.Status, cap.Text));
        Assert.Equal((HttpStatusCode.Created, """{"debtor":"bank_a","creditor":"acme_usa","currency":"KWD","limit":"12.500"}"""), (limit.Status, limit.Text));
        Assert.Contains("""{"participant_id":"bank_a","currency":"JPY","limit":"1000000"}""", (await api.GetAsync("participants/bank_a/caps")).Text, StringComparison.Ordinal);
        Assert.Contains("12.500", (await api.GetAsync("limits")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_posted_quote_is_the_latest_and_the_bundled_one_its_history()
    {
        await using var api = await StartAsync();

        var posted = await api.PostAsync(
            "fx/rates", """{"base":"EUR","quote":"USD","mid":1.0871,"spread_bps":"2.5","source":"desk","as_of":"2026-01-05T09:00:00Z","reason":"fixing"}""");

        const string Shown = """{"base":"EUR","quote":"USD","mid":"1.0871","spread_bps":"2.5","source":"desk","as_of":"2026-01-05T09:00:00Z"}""";
        Assert.Equal((HttpStatusCode.Created, Shown), (posted.Status, posted.Text));
        Assert.Contains(Shown, (await api.GetAsync("fx/rates")).Text, StringComparison.Ordinal);
        var history = (await api.GetAsync("fx/rates?base=EUR&quote=USD")).Json.GetProperty("items");
        Assert.Equal(["1.0871", "1.0163"], history.EnumerateArray().Select(rate => rate.GetProperty("mid").GetString()));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await api.GetAsync("fx/rates?base=%00&quote=USD")).Status);
    }

    [Fact]
    public async Task A_calendar_shows_days_holidays_and_cut_offs()
    {
        await using var api = await StartAsync();
        var calendar = (await api.GetAsync("calendars/EUR?year=2026")).Json;

        Assert.Equal("18:00", calendar.GetProperty("cut_off").GetProperty("time").GetString());
        Assert.Contains("2026-04-03", calendar.GetProperty("holidays").EnumerateArray().Select(day => day.GetProperty("date").GetString()));
        var days = calendar.GetProperty("business_days").EnumerateArray().Select(day => day.ToString()).ToArray();
        Assert.Equal(256, days.Length);
        Assert.Equal("""{"date":"2026-01-02","cut_off":"2026-01-02T17:00:00Z"}""", days[0]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await api.GetAsync("calendars/EUR?year=1999")).Status);
    }

    [Fact]
    public async Task Every_currency_is_listed()
    {
        await using var api = await StartAsync();
        var items = (await api.GetAsync("currencies")).Json.GetProperty("items").EnumerateArray().ToArray();
        Assert.Equal(Settlement.Domain.Currencies.Currency.All.Count, items.Length);
        Assert.Equal(3, items.Single(item => item.GetProperty("code").GetString() == "KWD").GetProperty("minor_units").GetInt32());
    }

    [Fact]
    public async Task Changes_are_listed_latest_first_with_who_and_why()
    {
        await using var api = await StartAsync();
        await api.PutAsync("participants/bank_a/caps/EUR", """{"limit":"1.00","changed_by":"alice","reason":"exposure"}""");

        var page = (await api.GetAsync("reference/changes?limit=1")).Json;
        var latest = page.GetProperty("items")[0];
        Assert.Equal(("alice", "exposure", "bank_a/EUR"), (Text(latest, "changed_by"), Text(latest, "reason"), Text(latest, "key")));
        Assert.Equal(100, latest.GetProperty("after").GetProperty("limit_minor").GetInt64());
        var older = (await api.GetAsync($"reference/changes?limit=1&cursor={Text(page, "next_cursor")}")).Json.GetProperty("items")[0];
        Assert.Equal("system", Text(older, "changed_by"));
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    private async Task<Api> StartAsync()
    {
        var database = await postgres.CreateDatabaseAsync();
        var host = await TestHost.StartAsync(
            endpoints => endpoints.MapReference(),
            services => services.AddDatabase(database.Database).AddReferenceData(ReferenceHost.Configuration(ReferenceSeed.Demo, 60_000)));
        return new Api(database, host);
    }

    private sealed record Answer(HttpStatusCode Status, string Text)
    {
        public JsonElement Json => JsonElement.Parse(Text);

        public string Errors() => string.Join(
            ", ", Json.GetProperty("errors").EnumerateArray().Select(error => $"{error.GetProperty("field")} {error.GetProperty("code")}"));
    }

    private sealed class Api(TestDatabase database, TestHost host) : IAsyncDisposable
    {
        public async Task<Answer> GetAsync(string path) => await AnswerAsync(await host.Client.GetAsync("/api/v1/" + path, Cancellation));

        public async Task<Answer> PutAsync(string path, string body) =>
            await AnswerAsync(await host.Client.PutAsync("/api/v1/" + path, new StringContent(body, Encoding.UTF8, "application/json"), Cancellation));

        public async Task<Answer> PostAsync(string path, string body) =>
            await AnswerAsync(await host.Client.PostAsync("/api/v1/" + path, new StringContent(body, Encoding.UTF8, "application/json"), Cancellation));

        public async ValueTask DisposeAsync()
        {
            await host.DisposeAsync();
            await database.DisposeAsync();
        }

        private static async Task<Answer> AnswerAsync(HttpResponseMessage response)
        {
            using (response)
            {
                return new Answer(response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation));
            }
        }
    }
}
