using System.Net;
using Settlement.Tests.Access;
using Settlement.Tests.EndToEnd;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Actions;

/// <summary>The way of an action: preview, execution, a second person, and what stands in the way.</summary>
public sealed class ActionTests(SharedHost shared, PostgresServer server) : IClassFixture<SharedHost>
{
    private readonly RunningHost _host = shared.Host;

    [Fact]
    public async Task Closing_a_window_early_shows_what_it_takes_in_and_is_done_in_the_operators_name()
    {
        using var person = await Visitor.SignInAsync(_host, "operator");
        const string Window = "t0-GBP-2026-11-24";
        await _host.PayAsync(
            new Transfer("c1", Transfer.BankA, Transfer.BankB, 100m, "GBP", "t0"),
            new Transfer("c2", Transfer.London, Transfer.BankB, 250.50m, "GBP", "t0"),
            new Transfer("c3", Transfer.Acme, Transfer.BankB, 900_000_000m, "GBP", "t0"));
        await _host.UntilTransactionAsync("c3", "validated");

        var action = await person.PreviewAsync("close_window", $$"""{"window":"{{Window}}"}""");

        Assert.Equal("Close t0-GBP-2026-11-24 early: 3 payments", (string?)action["title"]);
        Assert.Equal(("GBP", "900000350.50"), ((string?)action["values"]![0]!["currency"], (string?)action["values"]![0]!["amount"]));
        Assert.Equal(["acme_usa", "bank_a", "counterparty_bank_b", "cparty_london"], action["parties"]!.AsArray().Select(party => (string)party!));
        Assert.Contains(action["notes"]!.AsArray(), note => ((string)note!).StartsWith("1 payments would be deferred as things stand: c3", StringComparison.Ordinal));
        Assert.Equal("previewed", (string?)action["state"]);
        Assert.NotNull((string?)action["second_person"]);
        Assert.Equal("open", (string?)(await _host.GetAsync("/api/v1/windows/" + Window)).Json["status"]);

        using var approver = await Visitor.SignInAsync(_host, "approver");
        Assert.Equal("waiting", (string?)(await person.ExecuteAsync(action))["state"]);
        (await approver.DecideAsync(action, "approve")).With(HttpStatusCode.Accepted);
        var done = await person.UntilActionAsync(action, "finished");

        Assert.StartsWith("done: closed at position", done.Outcomes()[0], StringComparison.Ordinal);
        var window = await _host.UntilWindowAsync(Window, "reported");
        Assert.Equal(("operator", "a test needs it"), ((string?)window["closed_by"], (string?)window["close_reason"]));
    }

    [Fact]
    public async Task Great_value_waits_for_a_second_person_who_is_another_one()
    {
        using var administrator = await Visitor.SignInAsync(_host, "administrator");
        using var operatorPerson = await Visitor.SignInAsync(_host, "operator");
        using var approver = await Visitor.SignInAsync(_host, "approver");
        var before = await _host.BooksAsync();
        var action = await administrator.PreviewAsync(
            "fund_participant", """{"participant":"bank_a","currency":"USD","amount":"1000000.00","reference":"great"}""");

        Assert.Contains("reaches the threshold of 1000000 USD", (string?)action["second_person"], StringComparison.Ordinal);
        Assert.Equal("waiting", (string?)(await administrator.ExecuteAsync(action))["state"]);
        Assert.Equal(HttpStatusCode.Forbidden, (await operatorPerson.DecideAsync(action, "approve")).Status);
        Assert.Equal(("", "same_person"), (await administrator.DecideAsync(action, "approve")).OnlyError());
        Assert.Empty((await _host.BooksAsync()).GrownSince(before));

        (await approver.DecideAsync(action, "approve")).With(HttpStatusCode.Accepted);
        var done = await administrator.UntilActionAsync(action, "finished");

        Assert.Equal(("administrator", "approver"), ((string?)done["executed_by"], (string?)done["decided_by"]));
        Assert.Equal(1_000_000m, (await _host.BooksAsync()).GrownSince(before)[(Transfer.BankA, "USD")]);
        var records = (await approver.GetAsync($"/api/v1/activity?subject={(string)action["action_id"]!}")).With(HttpStatusCode.OK)["items"]!.AsArray();
        Assert.Equal(
            ["administrator actionEnded done", "approver approveAction done", "administrator approveAction refused", "operator approveAction refused", "administrator executeAction done"],
            records.Select(record => $"{(string)record!["actor"]!} {(string)record["action"]!} {(string)record["outcome"]!}").Where(text => !text.StartsWith("operator", StringComparison.Ordinal) || text.EndsWith("refused", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Nobody_is_the_second_person_for_who_gave_them_their_account()
    {
        using var administrator = await Visitor.SignInAsync(_host, "administrator");
        (await administrator.PostAsync("/api/v1/people", """{"name":"puppet","role":"approver","password":"a long sentence of mine","reason":"a test needs one"}""")).With(HttpStatusCode.Created);
        using var puppet = await Visitor.SignInAsync(_host, "puppet", "a long sentence of mine");
        const string Much = """{"participant":"bank_a","currency":"USD","amount":"1000000.00","reference":"puppet"}""";

        var own = await administrator.PreviewAsync("fund_participant", Much);
        await administrator.ExecuteAsync(own);
        Assert.Equal(("", "dependent_person"), (await puppet.DecideAsync(own, "approve")).OnlyError());

        using var person = await Visitor.SignInAsync(_host, "operator");
        var others = await person.PreviewAsync("fund_participant", Much);
        await person.ExecuteAsync(others);
        (await puppet.DecideAsync(others, "approve")).With(HttpStatusCode.Accepted);
        await person.UntilActionAsync(others, "finished");
    }

    [Fact]
    public async Task A_quote_that_leaps_waits_for_a_second_person()
    {
        using var person = await Visitor.SignInAsync(_host, "operator");
        var mid = decimal.Parse(
            (await person.GetAsync("/api/v1/fx/rates?base=EUR&quote=USD")).With(HttpStatusCode.OK)["items"]![0]!["mid"]!.ToString(), System.Globalization.CultureInfo.InvariantCulture);
        string Rate(decimal factor) => $$"""{"base":"EUR","quote":"USD","mid":"{{(mid * factor).ToString("0.####", System.Globalization.CultureInfo.InvariantCulture)}}","spread_bps":"2","source":"desk"}""";

        Assert.Null((string?)(await person.PreviewAsync("post_rate", Rate(1.01m)))["second_person"]);
        Assert.Contains("the mid moves by", (string?)(await person.PreviewAsync("post_rate", Rate(1.06m)))["second_person"], StringComparison.Ordinal);
        var simple = Rate(0.9m).Replace("}", ""","reason":"a slip"}""", StringComparison.Ordinal);
        Assert.Equal(("", "second_person_required"), (await person.PostAsync("/api/v1/fx/rates", simple)).OnlyError());
    }

    [Fact]
    public async Task Small_steps_do_not_make_a_leap_within_a_day_and_the_first_quote_of_a_pair_waits()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartHostAsync();
        using var person = await Visitor.SignInAsync(host, "operator");
        static string Rate(string given, string quote, string mid) => $$"""{"base":"{{given}}","quote":"{{quote}}","mid":"{{mid}}","spread_bps":"2","source":"desk"}""";

        Assert.Contains("first quote", (string?)(await person.PreviewAsync("post_rate", Rate("EUR", "KWD", "0.33")))["second_person"], StringComparison.Ordinal);

        // From 10.6665, as the bundled rates have it.
        var step = await person.PreviewAsync("post_rate", Rate("EUR", "SEK", "11.1"));
        Assert.Null((string?)step["second_person"]);
        await person.ExecuteAsync(step);
        await person.UntilActionAsync(step, "finished");
        Assert.Contains("8.73 % in a day", (string?)(await person.PreviewAsync("post_rate", Rate("EUR", "SEK", "11.5974")))["second_person"], StringComparison.Ordinal);
        Assert.Contains("% in a day", (string?)(await person.PreviewAsync("post_rate", Rate("SEK", "EUR", "0.0863")))["second_person"], StringComparison.Ordinal);

        day.Clock.Leap(TimeSpan.FromHours(25));
        using var next = await Visitor.SignInAsync(host, "operator");
        Assert.Null((string?)(await next.PreviewAsync("post_rate", Rate("EUR", "SEK", "11.5974")))["second_person"]);
    }

    [Fact]
    public async Task A_second_person_who_says_no_ends_it_and_nothing_happens()
    {
        using var person = await Visitor.SignInAsync(_host, "operator");
        using var approver = await Visitor.SignInAsync(_host, "approver");
        var before = await _host.BooksAsync();
        var action = await person.PreviewAsync("fund_participant", """{"participant":"acme_usa","currency":"USD","amount":"2000000","reference":"refused"}""");
        await person.ExecuteAsync(action);

        (await approver.DecideAsync(action, "refuse")).With(HttpStatusCode.Accepted);

        Assert.Equal("refused", (string?)(await person.ActionAsync(action))["state"]);
        Assert.Equal(("", "not_waiting"), (await approver.DecideAsync(action, "approve")).OnlyError());
        Assert.DoesNotContain((Transfer.Acme, "USD"), (await _host.BooksAsync()).GrownSince(before).Keys);
    }

    [Fact]
    public async Task What_changed_since_the_preview_is_named_and_nothing_is_done()
    {
        using var person = await Visitor.SignInAsync(_host, "operator");
        const string Limit = """{"participant":"cparty_london","creditor":"bank_a","currency":"CHF","limit":"LIMIT"}""";
        (await person.SendAsync("PUT", "/api/v1/limits/cparty_london/bank_a/CHF", """{"limit":"100.00","reason":"a start"}""")).With(HttpStatusCode.Created);
        var late = await person.PreviewAsync("change_limit", Limit.Replace("LIMIT", "300", StringComparison.Ordinal));
        var early = await person.PreviewAsync("change_limit", Limit.Replace("LIMIT", "200", StringComparison.Ordinal));
        Assert.Null((string?)early["second_person"]);

        await person.ExecuteAsync(early);
        await person.UntilActionAsync(early, "finished");
        var refused = await person.DecideAsync(late, "execute");

        Assert.Equal((HttpStatusCode.Conflict, ("items[1]", "preview_outdated")), (refused.Status, refused.OnlyError()));
        Assert.Contains("was 100.00 CHF and is 200.00 CHF now", (string?)refused.Json["detail"], StringComparison.Ordinal);
        Assert.Equal("previewed", (string?)(await person.ActionAsync(late))["state"]);
    }

    [Fact]
    public async Task The_simple_routes_are_no_way_around_the_second_person()
    {
        using var person = await Visitor.SignInAsync(_host, "operator");
        const string Great = """{"currency":"USD","amount":"1000000","reference":"REF","reason":"a test"}""";

        var refused = await person.PostAsync("/api/v1/participants/bank_a/funding", Great.Replace("REF", "simple-1", StringComparison.Ordinal));
        Assert.Equal((HttpStatusCode.Conflict, ("", "second_person_required")), (refused.Status, refused.OnlyError()));

        (await person.PostAsync("/api/v1/participants/bank_a/funding", Great.Replace("REF", "simple-2", StringComparison.Ordinal).Replace("1000000", "10", StringComparison.Ordinal)))
            .With(HttpStatusCode.Created);
        (await _host.PostAsync("/api/v1/participants/bank_a/funding", Great.Replace("REF", "simple-3", StringComparison.Ordinal))).With(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Lifting_a_quarantine_always_asks_for_two()
    {
        using var person = await Visitor.SignInAsync(_host, "operator");
        using var approver = await Visitor.SignInAsync(_host, "approver");
        const string Caught = """{"name":"Caught","status":"STATUS","region":"eu","reason":"a test"}""";
        (await person.SendAsync("PUT", "/api/v1/participants/caught", Caught.Replace("STATUS", "quarantined", StringComparison.Ordinal))).With(HttpStatusCode.Created);

        var around = await person.SendAsync("PUT", "/api/v1/participants/caught", Caught.Replace("STATUS", "active", StringComparison.Ordinal));
        Assert.Equal(("", "second_person_required"), around.OnlyError());

        var action = await person.PreviewAsync("lift_quarantine", """{"participant":"caught"}""");
        Assert.Equal("waiting", (string?)(await person.ExecuteAsync(action))["state"]);
        (await approver.DecideAsync(action, "approve")).With(HttpStatusCode.Accepted);
        await person.UntilActionAsync(action, "finished");
        Assert.Equal("active", (string?)(await person.GetAsync("/api/v1/participants/caught")).Json["status"]);
    }

    [Fact]
    public async Task Of_many_who_execute_at_once_one_does()
    {
        using var person = await Visitor.SignInAsync(_host, "operator");
        var action = await person.PreviewAsync("fund_participant", """{"participant":"bank_a","currency":"EUR","amount":"5","reference":"at-once"}""");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => person.DecideAsync(action, "execute")));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Accepted);
        Assert.All(answers.Where(answer => answer.Status != HttpStatusCode.Accepted), answer => Assert.Equal(("", "not_previewed"), answer.OnlyError()));
    }

    [Theory]
    [InlineData("close_windows", "{}", HttpStatusCode.UnprocessableEntity, "kind", "unknown_kind")]
    [InlineData("close_window", "{}", HttpStatusCode.UnprocessableEntity, "parameters.window", "required")]
    [InlineData("close_window", """{"window":"t0-EUR-2001-01-01"}""", HttpStatusCode.NotFound, "parameters.window", "not_found")]
    [InlineData("confirm_batch", """{"batch":"batch_nosuch"}""", HttpStatusCode.NotFound, "parameters.batch", "not_found")]
    [InlineData("fund_participant", """{"participant":"bank_a","currency":"EUR","amount":"0","reference":"r"}""", HttpStatusCode.UnprocessableEntity, "parameters.amount", "amount_out_of_range")]
    [InlineData("fund_participant", """{"participant":"bank_a","currency":"EUR","amount":"1.005","reference":"r"}""", HttpStatusCode.UnprocessableEntity, "parameters.amount", "not_an_amount")]
    [InlineData("retry_dead_letters", """{"cause":"none","ids":["letter_1"]}""", HttpStatusCode.UnprocessableEntity, "parameters", "one_of")]
    [InlineData("retry_dead_letters", """{"cause":"there is none"}""", HttpStatusCode.UnprocessableEntity, "parameters", "nothing_to_do")]
    [InlineData("retry_dead_letters", """{"ids":["letter_99999999"]}""", HttpStatusCode.NotFound, "parameters.ids", "not_found")]
    [InlineData("retry_wires", """{"wires":["wire\u0000"]}""", HttpStatusCode.UnprocessableEntity, "parameters.wires", "not_a_list")]
    [InlineData("run_job", """{"job":"nosuch"}""", HttpStatusCode.NotFound, "parameters.job", "not_found")]
    [InlineData("lift_quarantine", """{"participant":"bank_a"}""", HttpStatusCode.UnprocessableEntity, "parameters.participant", "not_quarantined")]
    public async Task A_preview_that_cannot_be_made_names_the_field(string kind, string parameters, HttpStatusCode status, string field, string code)
    {
        using var person = await Visitor.SignInAsync(_host, "operator");

        var answer = await person.TryPreviewAsync(kind, parameters);

        Assert.Equal((status, (field, code)), (answer.Status, answer.OnlyError()));
    }

    [Fact]
    public async Task A_preview_expires_and_a_reason_is_asked_for()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartHostAsync();
        using var person = await Visitor.SignInAsync(host, "operator");
        var action = await person.PreviewAsync("fund_participant", """{"participant":"bank_a","currency":"EUR","amount":"5","reference":"too-late"}""");

        var silent = await person.PostAsync($"/api/v1/actions/{(string)action["action_id"]!}/execute", "{}");
        Assert.Equal(("reason", "required"), silent.OnlyError());

        day.Clock.Leap(TimeSpan.FromMinutes(16));
        Assert.Equal("expired", (string?)(await person.ActionAsync(action))["state"]);
        Assert.Equal(("", "expired"), (await person.DecideAsync(action, "execute")).OnlyError());
    }

    [Fact]
    public async Task A_job_is_listed_with_its_next_time_and_runs_when_told()
    {
        using var person = await Visitor.SignInAsync(_host, "operator");
        await RunningHost.UntilAsync(
            "the jobs are listed", async () => (await person.GetAsync("/api/v1/jobs")).Json["items"]!.AsArray(), jobs => jobs.Any(job => (string?)job!["job"] == "close-EUR"));

        var action = await person.PreviewAsync("run_job", """{"job":"close-EUR"}""");
        await person.ExecuteAsync(action);
        await person.UntilActionAsync(action, "finished");

        var job = await RunningHost.UntilAsync(
            "the run is kept",
            async () => (await person.GetAsync("/api/v1/jobs")).Json["items"]!.AsArray().Single(found => (string?)found!["job"] == "close-EUR")!,
            found => found["last"] is not null);
        Assert.Equal("done", (string?)job["last"]!["outcome"]);
        Assert.True((double)job["last"]!["seconds"]! >= 0);
        Assert.NotNull((string?)job["next_at"]);
    }
}
