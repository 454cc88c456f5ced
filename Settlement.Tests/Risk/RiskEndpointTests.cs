using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Settlement.Engine.Risk.Alerts;
using Settlement.Engine.Risk.Intraday;
using Settlement.Tests.EndToEnd;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Risk;

/// <summary>The risk routes as a client sees them. In Australian dollars nothing but a participant's balance of 50 million limits it.</summary>
public sealed class RiskEndpointTests(PostgresServer server)
{
    private static readonly string[] Totals = ["sent", "received", "wires_out", "wires_in"];

    [Fact]
    public async Task A_counterparty_shows_what_it_owes_and_an_alert_stands_until_it_is_settled()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartHostAsync(("Risk:MaxAgeMilliseconds", "0"), ("Risk:AlertSeconds", "3600"));
        var watch = host.Services.GetRequiredService<AlertWatch>();
        await host.PayAsync(new Transfer("large", Transfer.BankA, Transfer.BankB, 60_000_000.25m, "AUD"));
        await host.UntilTransactionAsync("large", "deferred");

        var detail = (await host.GetAsync("/api/v1/risk/counterparties/" + Transfer.BankA)).With(HttpStatusCode.OK);
        var aud = detail["counterparty"]!["currencies"]!.AsArray().Single(currency => (string?)currency!["currency"] == "AUD")!;
        Assert.Equal("50000000.00 60000000.25 -60000000.25 10000000.25", $"{aud["posted"]} {aud["queued"]!["outgoing"]} {aud["net"]} {aud["uncovered"]}");
        Assert.Equal("60000000.25", (string?)detail["bilateral"]!.AsArray().Single(pair => (string?)pair!["debtor"] == Transfer.BankA)!["net"]);
        var concentration = (await host.GetAsync("/api/v1/risk/concentration?currency=AUD")).With(HttpStatusCode.OK);
        Assert.Equal((10_000.0, 1.0), ((double)concentration["herfindahl"]!, (double)concentration["top1"]!));

        await watch.LookAsync(CancellationToken.None);
        await watch.LookAsync(CancellationToken.None);
        var alert = Assert.Single((await AlertsAsync(host, "standing")), found => (string?)found["rule_id"] == "uncovered");
        Assert.Equal((10_000_000.25, Transfer.BankA, "critical"), ((double)alert["measured"]!, (string?)alert["participant_id"], (string?)alert["severity"]));
        var path = $"/api/v1/risk/alerts/{alert["alert_id"]}";
        (await host.PostAsync(path + "/acknowledge", "{}")).With(HttpStatusCode.UnprocessableEntity);
        var first = (await host.PostAsync(path + "/acknowledge", """{"operator":"j.doe","reason":"funds at noon"}""")).With(HttpStatusCode.OK);
        var second = (await host.PostAsync(path + "/acknowledge", """{"operator":"m.roe","reason":"me too"}""")).With(HttpStatusCode.OK);
        Assert.Equal(("j.doe", "funds at noon"), ((string?)first["acknowledged"]!["by"], (string?)second["acknowledged"]!["reason"]));

        await host.FundAsync(Transfer.BankA, "AUD", "10000000.25", "enough");
        day.Clock.Leap(TimeSpan.FromSeconds(2));
        await host.UntilTransactionAsync("large", "settled");
        await watch.LookAsync(CancellationToken.None);
        Assert.DoesNotContain(await AlertsAsync(host, "standing"), found => (string?)found["rule_id"] == "uncovered");
        Assert.Equal("cleared", (string?)(await host.GetAsync(path)).With(HttpStatusCode.OK)["status"]);
        Assert.Equal(3, await day.QueryAsync<long>($"select count(*) from risk_alert_events where alert_id = {alert["alert_id"]}"));
    }

    [Fact]
    public async Task A_rule_is_changed_with_who_and_why_and_its_alerts_follow()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartHostAsync(("Risk:MaxAgeMilliseconds", "0"), ("Risk:AlertSeconds", "3600"));
        using var client = new HttpClient { BaseAddress = host.Address };

        Assert.Equal(HttpStatusCode.Created, await PutAsync(client, "own", """{"kind":"uncovered_value","threshold":5,"severity":"info","operator":"j.doe","reason":"new"}"""));
        Assert.Equal(HttpStatusCode.OK, await PutAsync(client, "own", """{"kind":"uncovered_value","threshold":7,"severity":"info","enabled":false,"operator":"j.doe","reason":"too loud"}"""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await PutAsync(client, "own", """{"kind":"luck","threshold":-1,"severity":"info","currency":"XXX"}"""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await PutAsync(client, "OWN!", """{"kind":"concentration","threshold":1,"severity":"info","operator":"j.doe","reason":"x"}"""));

        var rule = (await host.GetAsync("/api/v1/risk/rules/own")).With(HttpStatusCode.OK);
        Assert.Equal((2, 7.0, false), ((int)rule["version"]!, (double)rule["threshold"]!, (bool)rule["enabled"]!));
        Assert.Equal(2, await day.QueryAsync<long>("select count(*) from risk_rule_changes where rule_id = 'own' and changed_by = 'j.doe'"));
    }

    [Fact]
    public async Task A_stress_test_names_the_debtor_that_was_assumed_to_fail_and_what_would_wait()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartHostAsync();
        await host.PayAsync(
            new Transfer("one", Transfer.BankA, Transfer.BankB, 40_000_000m, "AUD", "t0"), new Transfer("two", Transfer.BankB, Transfer.Acme, 80_000_000m, "AUD", "t0"));
        await host.UntilTransactionAsync("two", "validated");
        await host.UntilTransactionAsync("one", "validated");

        var answer = (await host.GetAsync($"/api/v1/risk/stress?scenario=debtor_fails&participant={Transfer.BankA}")).With(HttpStatusCode.OK);

        var scenario = Assert.Single(answer["scenarios"]!.AsArray())!;
        Assert.Equal("one", (string?)Assert.Single(scenario["stopped"]!["transaction_ids"]!.AsArray()));
        Assert.Equal("two", (string?)Assert.Single(scenario["knock_on"]!["transaction_ids"]!.AsArray()));
        Assert.Equal(3, (await host.GetAsync("/api/v1/risk/stress")).With(HttpStatusCode.OK)["scenarios"]!.AsArray().Count);
    }

    [Fact]
    public async Task The_intraday_measures_follow_from_the_days_payments()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartHostAsync();
        var settled = new[]
        {
            new Transfer("out1", Transfer.BankA, Transfer.BankB, 100m), new Transfer("out2", Transfer.BankA, Transfer.Acme, 50m),
            new Transfer("back", Transfer.BankB, Transfer.BankA, 70m),
        };
        foreach (var transfer in settled)
        {
            await host.PayAsync(transfer);
            await host.UntilSettledAsync(transfer);
        }

        await host.PayAsync(new Transfer("due", Transfer.BankA, Transfer.London, 30m, Window: "t0"));
        await host.UntilTransactionAsync("due", "validated");

        var answer = (await host.GetAsync("/api/v1/risk/intraday?currency=EUR&participant=" + Transfer.BankA)).With(HttpStatusCode.OK);
        var bank = Assert.Single(answer["items"]!.AsArray())!;
        Assert.Equal("150.00", (string?)bank["daily_maximum_usage"]!["largest_negative"]);
        Assert.Equal("150.00 70.00 150.00 70.00", string.Join(' ', Totals.Select(name => (string?)bank["total_payments"]![name])));
        Assert.Equal(("30.00", 1), ((string?)bank["time_specific_obligations"]!["due"], (int)bank["time_specific_obligations"]!["due_payments"]!));
        Assert.Equal(1.0, (double)bank["throughput"]!.AsArray()[^1]!["share"]!);
        Assert.Equal("0.00", (string?)bank["credit_lines_extended"]!["extended"]);

        // 24 November 2026 is the 17th business day of the month; the others moved nothing.
        var month = (await host.GetAsync("/api/v1/risk/intraday/month?currency=EUR&month=2026-11&participant=" + Transfer.BankA)).With(HttpStatusCode.OK);
        var whole = Assert.Single(month["items"]!.AsArray())!;
        Assert.Equal("150.00,0.00,0.00 8.82", $"{string.Join(',', whole["largest_negative"]!["three"]!.AsArray())} {whole["largest_negative"]!["average"]}");
        Assert.Equal((17, 4), ((int)whole["days"]!, month["unknown"]!.AsArray().Count));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await host.GetAsync("/api/v1/risk/intraday/month?currency=EUR&month=13")).Status);

        // The opening that a month carries from day to day is the one that each day finds by itself.
        var monitor = host.Services.GetRequiredService<IntradayMonitor>();
        DateOnly[] days = [new(2026, 11, 20), new(2026, 11, 23), new(2026, 11, 24), new(2026, 11, 25), new(2026, 11, 26)];
        var carried = await monitor.ReadAsync("EUR", null, days, CancellationToken.None);
        foreach (var (date, measures) in days.Zip(carried))
        {
            var alone = await monitor.ReadAsync("EUR", null, date, CancellationToken.None);
            Assert.Equal(alone.Select(one => (one.Participant, one.Day, one.OpeningMinor)), measures.Select(one => (one.Participant, one.Day, one.OpeningMinor)));
        }

        Assert.Equal([0, 0, 0, 4_999_992_000, 4_999_992_000], carried.Select(measures => measures.Single(one => one.Participant == Transfer.BankA).OpeningMinor));

        var intraday = (await host.GetAsync("/api/v1/liquidity/intraday?currency=EUR&participant=" + Transfer.BankA)).With(HttpStatusCode.OK);

        // Funded on the same day, so the balance was never below the opening one, which is nothing.
        Assert.Equal(("0.00", "49999920.00", null), ((string?)intraday["opening"], (string?)intraday["balance"], intraday["trough"]));
        Assert.Equal("49999850.00", (string?)intraday["hours"]!.AsArray()[^1]!["low"]);
    }

    [Fact]
    public async Task Moved_rates_name_what_receivers_of_open_conversions_would_lose()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartHostAsync(("Risk:MaxAgeMilliseconds", "0"));
        await host.PayAsync(new Transfer("fx", Transfer.BankA, Transfer.Acme, 10_000m, "EUR", "t1", "USD"), new Transfer("plain", Transfer.BankA, Transfer.BankB, 77m, "EUR", "t1"));
        await host.UntilTransactionAsync("plain", "validated");
        await host.UntilTransactionAsync("fx", "validated");
        var exposed = (await host.GetAsync("/api/v1/risk/counterparties/" + Transfer.Acme)).With(HttpStatusCode.OK)["counterparty"]!["currencies"]!.AsArray()
            .Single(currency => (string?)currency!["currency"] == "USD")!;
        var incoming = decimal.Parse((string)exposed["windows"]!["incoming"]!, CultureInfo.InvariantCulture);

        var scenario = Assert.Single((await host.GetAsync("/api/v1/risk/stress?scenario=rates_move&currency=EUR&basis_points=-1000")).With(HttpStatusCode.OK)["scenarios"]!.AsArray())!;

        // A tenth less for a euro: the receiver of dollars gets a tenth less, the payment within euros is not touched.
        var loss = Assert.Single(scenario["losses"]!.AsArray())!;
        Assert.Equal((Transfer.Acme, "USD"), ((string?)loss["participant_id"], (string?)loss["currency"]));
        Assert.InRange(decimal.Parse((string)loss["loss"]!, CultureInfo.InvariantCulture), (incoming / 10) - 0.01m, (incoming / 10) + 0.01m);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await host.GetAsync("/api/v1/risk/stress?scenario=rates_move&basis_points=10000")).Status);
    }

    [Fact]
    public async Task A_net_debit_cap_is_used_up_over_the_day_and_receipts_give_it_back()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartHostAsync(("Risk:MaxAgeMilliseconds", "0"));
        var first = new Transfer("first", Transfer.BankA, Transfer.BankB, 30_000_000m);
        await host.PayAsync(first);
        await host.UntilSettledAsync(first);
        await host.PayAsync(new Transfer("second", Transfer.BankA, Transfer.BankB, 15_000_000m));
        var waits = (await host.UntilTransactionAsync("second", "deferred"))["waits"]!;
        Assert.Equal(("net_debit_cap", "10000000.00", "5000000.00"), ((string?)waits["reason"], (string?)waits["limit"], (string?)waits["release_amount"]));
        Assert.Equal("40000000.00 30000000.00 10000000.00 45000000.00", await CapAsync(host));

        var back = new Transfer("back", Transfer.BankB, Transfer.BankA, 5_000_000m);
        await host.PayAsync(back);
        await host.UntilSettledAsync(back);
        day.Clock.Leap(TimeSpan.FromSeconds(2));
        await host.UntilTransactionAsync("second", "settled");
        Assert.Equal("40000000.00 40000000.00 0.00 40000000.00", await CapAsync(host));
    }

    private static async Task<string> CapAsync(RunningHost host)
    {
        var cap = (await host.GetAsync("/api/v1/risk/counterparties/" + Transfer.BankA)).With(HttpStatusCode.OK)["counterparty"]!["currencies"]!.AsArray()
            .Single(currency => (string?)currency!["currency"] == "EUR")!["cap"]!;
        return $"{cap["limit"]} {cap["used"]} {cap["left"]} {cap["projected"]}";
    }

    private static async Task<IReadOnlyList<JsonNode>> AlertsAsync(RunningHost host, string status) =>
        [.. (await host.GetAsync($"/api/v1/risk/alerts?status={status}")).With(HttpStatusCode.OK)["items"]!.AsArray().Select(item => item!)];

    private static async Task<HttpStatusCode> PutAsync(HttpClient client, string id, string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await client.PutAsync(string.Create(CultureInfo.InvariantCulture, $"/api/v1/risk/rules/{id}"), content);
        return response.StatusCode;
    }
}
