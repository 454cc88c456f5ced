using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Settlement.Engine.Liquidity;
using Settlement.Engine.Risk;
using Settlement.Forecasting;
using Settlement.Forecasting.Flows;
using Settlement.Tests.Access;
using Settlement.Tests.Actions;
using Settlement.Tests.EndToEnd;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.LiquidityFlows;

/// <summary>From the advice to the money: what waits says it, an operator pays it in with a second person, and what waited settles.</summary>
public sealed class FundAdvisedTests(PostgresServer server)
{
    private static readonly DateOnly Today = new(2026, 11, 24);

    [Fact]
    public async Task Advised_funds_are_explained_paid_in_once_with_a_second_person_and_release_what_waited()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartHostAsync(("Risk:MaxAgeMilliseconds", "0"));
        using var person = await Visitor.SignInAsync(host, "operator");
        using var approver = await Visitor.SignInAsync(host, "approver");
        await KeepForecastAsync(host, needMinor: 60_000_000_00);

        await host.PayAsync(
            new Transfer("queued", Transfer.BankA, Transfer.BankB, 60_000_000m, "AUD"), new Transfer("netted", Transfer.BankA, Transfer.BankB, 70_000_000m, "AUD", "t1"));
        var explanation = (string)(await host.UntilTransactionAsync("queued", "deferred"))["waits"]!["explanation"]!;
        Assert.Contains("Funding bank_a with 10,000,000.00 AUD by 2026-11-23 13:00 UTC is advised (95 % confidence); it is not counted on", explanation, StringComparison.Ordinal);
        var window = (string)(await host.UntilTransactionAsync("netted", "validated"))["window"]!["window_id"]!;
        var closing = await person.PreviewAsync("close_window", $$"""{"window":"{{window}}"}""");
        Assert.Contains(closing["notes"]!.AsArray(), note => ((string)note!).StartsWith("Funding bank_a with 10,000,000.00 AUD", StringComparison.Ordinal));

        Assert.Equal(
            ("parameters.amount", "beyond_need"), (await person.TryPreviewAsync("fund_advised", Parameters("60000000.01"))).OnlyError());
        Assert.Equal(
            ("parameters.date", "nothing_advised"), (await person.TryPreviewAsync("fund_advised", Parameters("1", "2026-11-30"))).OnlyError());
        var action = await person.PreviewAsync("fund_advised", Parameters("10000000.00"));
        var again = await person.PreviewAsync("fund_advised", Parameters("10000000.00"));
        Assert.Equal("waiting", (string?)(await person.ExecuteAsync(action))["state"]);
        (await approver.DecideAsync(action, "approve")).With(HttpStatusCode.Accepted);
        var done = await person.UntilActionAsync(action, "finished");

        Assert.StartsWith("done: posted as ledger entry", Assert.Single(done.Outcomes()), StringComparison.Ordinal);
        day.Clock.Leap(TimeSpan.FromSeconds(2));
        await host.UntilTransactionAsync("queued", "settled");

        // Nothing more is advised for the day, so the same advice is not followed twice.
        Assert.Equal(HttpStatusCode.Conflict, (await person.DecideAsync(again, "execute")).Status);
    }

    [Fact]
    public async Task Of_two_that_were_let_through_on_the_same_advice_one_is_done_and_doing_it_again_changes_nothing()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        var actions = new List<System.Text.Json.Nodes.JsonNode>();
        await using (var api = await day.StartApiAsync())
        {
            using var person = await Visitor.SignInAsync(api, "operator");
            using var approver = await Visitor.SignInAsync(api, "approver");
            await KeepForecastAsync(api, needMinor: 60_000_000_00);
            for (var i = 0; i < 2; i++)
            {
                actions.Add(await person.PreviewAsync("fund_advised", Parameters("10000000.00")));
                await person.ExecuteAsync(actions[i]);
                (await approver.DecideAsync(actions[i], "approve")).With(HttpStatusCode.Accepted);
            }
        }

        await using var host = await day.StartHostAsync();
        using var viewer = await Visitor.SignInAsync(host, "viewer");
        string[] outcomes = [.. (await viewer.UntilActionAsync(actions[0], "finished")).Outcomes(), .. (await viewer.UntilActionAsync(actions[1], "finished")).Outcomes()];
        var done = Assert.Single(outcomes, outcome => outcome.StartsWith("done: posted", StringComparison.Ordinal));
        Assert.Single(outcomes, outcome => outcome.StartsWith("failed: No funding is advised for bank_a in AUD", StringComparison.Ordinal));

        // As a kill leaves it: the entry is there and the outcome is not. Nothing is advised any more, and still it was done.
        var which = actions[Array.IndexOf(outcomes, done)];
        var id = (string)which["action_id"]!;
        await day.ExecuteAsync($"update operator_action_items set state = 'running', outcome = '', ended_at = null where action_id = '{id}'");
        await day.ExecuteAsync($"update operator_actions set state = 'running', finished_at = null, claimed_by = null, claimed_until = null where action_id = '{id}'");
        Assert.StartsWith("done: stood already", Assert.Single((await viewer.UntilActionAsync(which, "finished")).Outcomes()), StringComparison.Ordinal);
        Assert.Equal(1, await day.QueryAsync<long>("select count(*) from ledger_entries where reference like 'advised-%'"));
    }

    [Fact]
    public async Task Advice_stays_the_same_when_a_later_days_window_is_closed_by_hand_today()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartHostAsync();
        await KeepForecastAsync(host, needMinor: 60_000_000_00);
        var before = (await AdviceAsync(host)).ToJsonString();
        var early = new Transfer("early", Transfer.BankA, Transfer.BankB, 20_000_000m, "AUD", "t1");
        await host.PayAsync(early);
        await host.CloseWindowAsync((string)(await host.UntilTransactionAsync("early", "validated"))["window"]!["window_id"]!);
        await host.UntilSettledAsync(early);

        // Posted today, with a later value date: today's cap is not used, and today's need of 60 million has been met for 20 million of it.
        var position = ExposureBook.Of(await host.Services.GetRequiredService<RiskReader>().ReadAsync(CancellationToken.None)).Find(Transfer.BankA, "AUD")!;
        Assert.Equal((30_000_000_00, 0), (position.PostedMinor, position.DayNetMinor));
        var after = await AdviceAsync(host);
        Assert.Equal(("10000000.00", "50000000.00"), ((string?)after["amount"], (string?)after["expected_balance"]));
        Assert.Equal(before, after.ToJsonString());

        static async Task<System.Text.Json.Nodes.JsonNode> AdviceAsync(RunningHost host) => Assert.Single(
            (await host.GetAsync($"/api/v1/liquidity/forecast?currency=AUD&participant={Transfer.BankA}&days_ahead=1")).With(HttpStatusCode.OK)["recommendations"]!.AsArray())!;
    }

    private static string Parameters(string amount, string date = "2026-11-24") =>
        $$"""{"participant":"bank_a","currency":"AUD","date":"{{date}}","amount":"{{amount}}"}""";

    /// <summary>Until the day after, so that the advice is about today alone: what was needed is there again in the evening.</summary>
    private static Task KeepForecastAsync(RunningHost host, long needMinor)
    {
        var flows = new FlowForecast(Of("inflow", needMinor), Of("outflow", needMinor), Of("net", 0), Of("need", needMinor));
        return host.Services.GetRequiredService<ForecastStore>().SaveAsync(
            new StoredForecast("AUD", Transfer.BankA, Today.AddDays(-1), new DateTimeOffset(2026, 11, 24, 8, 0, 0, TimeSpan.Zero), flows), CancellationToken.None);

        static Forecast Of(string measure, long minor) => new(
            "bank_a AUD " + measure, Today.AddDays(-1), [new ForecastPoint(Today, minor, [], [new ForecastQuantile(0.5, minor), new ForecastQuantile(0.975, minor)])],
            "made", ForecastSkill.Unknown, [], []);
    }
}
