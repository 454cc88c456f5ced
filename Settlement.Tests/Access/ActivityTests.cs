using System.Net;
using Settlement.Api.Host;
using Settlement.Tests.EndToEnd;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Access;

/// <summary>What somebody sets out to do is written before it is done. The database refuses one of the two entries here, as a crash between them would.</summary>
public sealed class ActivityTests(PostgresServer server)
{
    private const string Cap = """{"limit":"70000000.00","reason":"yearly review"}""";

    [Fact]
    public async Task A_deed_whose_end_could_not_be_written_stands_there_as_begun()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartAsync(HostRoles.Api);
        using var visitor = new Visitor(host);
        await RefuseAsync(day, "new.intent is not null");

        var answer = await visitor.SendAsync("PUT", "/api/v1/participants/bank_a/caps/EUR", Cap);

        Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.Created, answer.ToString());
        Assert.Contains("70000000.00", (await visitor.GetAsync("/api/v1/participants/bank_a/caps")).Text, StringComparison.Ordinal);
        var entry = Assert.Single((await visitor.GetAsync("/api/v1/activity?action=setNetDebitCap")).With(HttpStatusCode.OK)["items"]!.AsArray())!;
        Assert.Equal(("begun", "demo-client", "bank_a/EUR", "yearly review"), ((string?)entry["outcome"], (string?)entry["actor"], (string?)entry["subject"], (string?)entry["reason"]));

        await day.ExecuteAsync("drop trigger refuse_entry on activity");
        await visitor.SendAsync("PUT", "/api/v1/participants/bank_a/caps/EUR", Cap);
        var entries = (await visitor.GetAsync("/api/v1/activity?action=setNetDebitCap")).With(HttpStatusCode.OK)["items"]!.AsArray();
        Assert.Equal(["done", "begun"], entries.Select(one => (string)one!["outcome"]!));
    }

    [Fact]
    public async Task A_deed_that_cannot_be_recorded_is_not_done()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartAsync(HostRoles.Api);
        using var visitor = new Visitor(host);
        await RefuseAsync(day, "new.outcome = 'begun'");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await visitor.SendAsync("PUT", "/api/v1/participants/bank_a/caps/EUR", Cap)).Status);
        Assert.DoesNotContain("70000000.00", (await visitor.GetAsync("/api/v1/participants/bank_a/caps")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_action_whose_record_cannot_be_written_is_not_executed()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartAsync(HostRoles.Api);
        using var person = await Visitor.SignInAsync(host, "operator");
        var action = (await person.PostAsync(
            "/api/v1/actions", """{"kind":"change_limit","parameters":{"participant":"bank_a","currency":"EUR","limit":"1.00"}}""")).With(HttpStatusCode.Created);
        await RefuseAsync(day, "new.action = 'executeAction'");

        var answer = await person.PostAsync($"/api/v1/actions/{(string)action["action_id"]!}/execute", """{"reason":"a test needs it"}""");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        Assert.Equal("previewed", (string?)(await person.GetAsync($"/api/v1/actions/{(string)action["action_id"]!}")).Json["state"]);
    }

    /// <summary>As an outage that meets these entries alone.</summary>
    private static Task RefuseAsync(SettlementDay day, string which) => day.ExecuteAsync($"""
        create function refuse_entry() returns trigger language plpgsql as $$ begin raise exception 'a test' using errcode = '58030'; end $$;
        create trigger refuse_entry before insert on activity for each row when ({which}) execute function refuse_entry();
        """);
}
