using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Settlement.Tests.Access;
using Settlement.Tests.EndToEnd;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Actions;

/// <summary>Taking dead letters off the list without retrying them, and what the list itself counts.</summary>
public sealed class SetAsideTests(PostgresServer server)
{
    private const string Cause = "account … of participant … could not be read";
    private const string OfCause = $$"""{"cause":"{{Cause}}"}""";

    [Fact]
    public async Task A_group_is_set_aside_with_who_when_and_why_put_back_and_retried_with_the_outcome_of_every_item()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await FailureTests.BuryAsync(day, 4);
        await using var host = await day.StartHostAsync();
        using var person = await Visitor.SignInAsync(host, "operator");
        var open = Assert.Single(await GroupsAsync(person, ""))!;
        Assert.Equal(("dead_letter", Cause, 4, "406.00"), ((string?)open["kind"], (string?)open["cause"], (int)open["count"]!, (string?)open["values"]![0]!["amount"]));
        Assert.Equal(("retry_dead_letters", "set_aside_dead_letters", null), ((string?)open["retry"]!["kind"], (string?)open["set_aside"]!["kind"], open["put_back"]));

        var action = await person.PreviewAsync("set_aside_dead_letters", open["set_aside"]!["parameters"]!.ToJsonString());
        Assert.Contains("4 of them were accepted as payments", action["notes"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(Enumerable.Repeat("done: set aside", 4), await DoneAsync(person, action));

        Assert.Empty(await GroupsAsync(person, ""));
        var group = Assert.Single(await GroupsAsync(person, "?set_aside=true"))!;
        Assert.Equal((4, "406.00", null, "put_back_dead_letters"), ((int)group["count"]!, (string?)group["values"]![0]!["amount"], group["retry"], (string?)group["put_back"]!["kind"]));
        Assert.Equal(("parameters", "nothing_to_do"), (await person.TryPreviewAsync("retry_dead_letters", OfCause)).OnlyError());
        Assert.Equal(("parameters.ids", "not_found"), (await person.TryPreviewAsync("set_aside_dead_letters", """{"ids":["letter_1"]}""")).OnlyError());
        Assert.Empty(await ItemsAsync(person, ""));
        var listed = await ItemsAsync(person, "&set_aside=true");
        Assert.Equal(["letter_1", "letter_2", "letter_3", "letter_4"], listed.Select(one => (string)one!["id"]!));
        Assert.All(listed, one => Assert.Equal(
            ("operator", "a test needs it", (string?)action["action_id"], null), ((string?)one!["set_aside"]!["by"], (string?)one["set_aside"]!["reason"], (string?)one["set_aside"]!["action_id"], one["payload"])));

        Assert.Equal(["done: put back"], await DoneAsync(person, await person.PreviewAsync("put_back_dead_letters", """{"ids":["letter_1"]}""")));
        Assert.Equal(["letter_1"], (await ItemsAsync(person, "")).Select(one => (string)one!["id"]!));
        var back = (await person.GetAsync("/api/v1/failures/letter_1")).With(HttpStatusCode.OK);
        Assert.Equal((null, "dead0"), (back["set_aside"], (string?)back["payload"]!["transaction_id"]));
        Assert.Equal("operator", (string?)(await person.GetAsync("/api/v1/failures/letter_2")).With(HttpStatusCode.OK)["set_aside"]!["by"]);

        await DoneAsync(person, await person.PreviewAsync("retry_dead_letters", """{"ids":["letter_2"]}"""));
        Assert.Equal(["letter_3", "letter_4"], (await ItemsAsync(person, "&set_aside=true")).Select(one => (string)one!["id"]!));
        Assert.Equal(["done: put back", "done: put back"], await DoneAsync(person, await person.PreviewAsync("put_back_dead_letters", OfCause)));
        var retried = await DoneAsync(person, await person.PreviewAsync("retry_dead_letters", OfCause));
        Assert.Equal(3, retried.Length);
        Assert.All(retried, outcome => Assert.StartsWith("done: ", outcome, StringComparison.Ordinal));
        for (var i = 0; i < 4; i++)
        {
            await host.UntilTransactionAsync($"dead{i}", "settled");
        }

        Assert.Empty((await GroupsAsync(person, "")).Concat(await GroupsAsync(person, "?set_aside=true")));
        await host.AssertBooksInOrderAsync();
        var activity = (await person.GetAsync("/api/v1/activity?action=executeAction")).With(HttpStatusCode.OK)["items"]!.AsArray();
        Assert.Contains(activity, entry => ((string)entry!["detail"]!).StartsWith("Set 4 dead letters aside", StringComparison.Ordinal) && (string)entry["reason"]! == "a test needs it");
    }

    [Fact]
    public async Task Wires_are_counted_by_cause_page_by_page_also_when_the_last_row_is_gone_and_are_never_set_aside()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartApiAsync();
        await day.ExecuteAsync("""
            insert into batches (id, version, state, created_at, updated_at, batch_id, window_id, round, plan_hash, transactions, cost_minor, naive_cost_minor, is_open)
            values (gen_random_uuid(), 1, 'Executing', '2026-11-24 06:00Z', '2026-11-24 06:00Z', 'batch_stuck', 't0-EUR-2026-11-24', 1, '', 3, 0, 0, true);
            insert into wires (wire_id, batch_id, round, phase, debtor, creditor, currency, amount_minor, state, last_code, created_at, updated_at)
            select 'stuck_' || n, 'batch_stuck', 1, 1, 'bank_a', 'bank_b', case n when 3 then 'JPY' else 'EUR' end, n * 100, 'refused', 'account_closed', '2026-11-24 06:00Z', '2026-11-24 06:00Z'
            from generate_series(1, 3) n
            """);
        using var person = await Visitor.SignInAsync(host, "operator");

        var group = Assert.Single(await GroupsAsync(person, ""))!;
        Assert.Equal(("wire", "account_closed", 3, null), ((string?)group["kind"], (string?)group["cause"], (int)group["count"]!, group["set_aside"]));
        Assert.Equal(["EUR 3.00", "JPY 300"], group["values"]!.AsArray().Select(value => $"{value!["currency"]} {value["amount"]}"));
        Assert.Equal(["stuck_1", "stuck_2", "stuck_3"], group["ids"]!.AsArray().Select(id => (string)id!));
        var first = (await person.GetAsync("/api/v1/failures/items?kind=wire&limit=2")).With(HttpStatusCode.OK);
        await day.ExecuteAsync("update wires set state = 'pending' where wire_id = 'stuck_2'");
        var second = (await person.GetAsync($"/api/v1/failures/items?kind=wire&limit=2&cursor={(string)first["next_cursor"]!}")).With(HttpStatusCode.OK);
        Assert.Equal(["stuck_3"], second["items"]!.AsArray().Select(one => (string)one!["id"]!));

        foreach (var (parameters, field) in new[] { ("""{"ids":["stuck_1"]}""", "parameters.ids"), ("""{"cause":"account_closed"}""", "parameters.cause") })
        {
            var refused = await person.TryPreviewAsync("set_aside_dead_letters", parameters);
            Assert.Equal((HttpStatusCode.UnprocessableEntity, (field, "money_in_flight")), (refused.Status, refused.OnlyError()));
        }

        Assert.Equal(("set_aside", "not_for_wires"), (await person.GetAsync("/api/v1/failures/items?kind=wire&set_aside=true")).OnlyError());
    }

    [Fact]
    public async Task What_records_are_worth_is_counted_as_their_preview_weighs_it()
    {
        (string Cause, string Amount, string? Worth)[] cases =
        [
            ("plain", "100.50", "EUR 100.50"), ("an exponent", "\"1e2\"", "EUR 100.00"), ("a zero more", "100.500", "EUR 100.50"), ("too exact", "100.505", null), ("no number", "\"a hundred\"", null),
            ("an object", "{}", null), ("out of bounds", "1e999", null), ("the greatest", "92233720368547758.07", "EUR 92233720368547758.07"), ("greater", "92233720368547758.08", null),
        ];
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartApiAsync();
        using var person = await Visitor.SignInAsync(host, "operator");
        for (var i = 0; i < cases.Length; i++)
        {
            await FailureTests.RefuseAsync(day, 1024 * i, cases[i].Cause, cases[i].Cause, $$"""{"amount":{{cases[i].Amount}},"source_currency":"EUR","counterparty_id":"acme"}""");
        }

        await FailureTests.RefuseAsync(day, 65_536, "", "unreadable", "{ not json");
        await FailureTests.RefuseAsync(day, 66_560, "", "unreadable", """{"amount":1,"source_currency":"EUR\u0000"}""");

        var groups = await GroupsAsync(person, "");
        foreach (var (cause, _, worth) in cases.Append(("unreadable", "", null)))
        {
            var group = groups.Single(one => (string)one!["cause"]! == cause)!;
            Assert.Equal(worth is null ? [] : [worth], group["values"]!.AsArray().Select(value => $"{value!["currency"]} {value["amount"]}"));
            var preview = await person.PreviewAsync("retry_dead_letters", group["retry"]!["parameters"]!.ToJsonString());
            Assert.Equal(group["values"]!.ToJsonString(), preview["values"]!.ToJsonString());
            var listed = (await ItemsAsync(person, "&cause=" + Uri.EscapeDataString(cause)))[0]!;
            Assert.Equal((worth?.Split(' ')[1], cause == "unreadable" ? null : "acme"), ((string?)listed["amount"], (string?)listed["parties"]!.AsArray().FirstOrDefault()));
        }

        await WeighAsync(day, person);
    }

    [Fact]
    public async Task A_record_is_worth_its_amount_whatever_stands_in_its_other_fields_and_needs_the_second_person_to_be_set_aside()
    {
        const string Payment = "\"amount\":\"900000000.00\",\"source_currency\":\"EUR\",\"counterparty_id\":\"acme\"";
        (string Name, byte[] Body)[] records =
        [
            ("a byte that is no UTF-8", Encoding.Latin1.GetBytes($$"""{{{Payment}},"memo":"für"}""")),
            ("half a character", Encoding.UTF8.GetBytes($$"""{{{Payment}},"memo":"\ud800"}""")),
            ("half a character in a name", Encoding.UTF8.GetBytes($$"""{{{Payment}},"\ud800 of a long name":1}""")),
            ("a zero", Encoding.UTF8.GetBytes($$"""{{{Payment}},"memo":"\u0000"}""")),
        ];
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartApiAsync();
        using var person = await Visitor.SignInAsync(host, "operator");
        for (var i = 0; i < records.Length; i++)
        {
            await FailureTests.RefuseAsync(day, 1024 * i, "", records[i].Name, records[i].Body);
        }

        for (var i = 0; i < records.Length; i++)
        {
            var ids = $$"""{"ids":["record_{{1024 * i}}"]}""";
            foreach (var kind in new[] { "set_aside_dead_letters", "retry_dead_letters" })
            {
                var preview = await person.PreviewAsync(kind, ids);
                Assert.Equal(("EUR", "900000000.00"), ((string?)preview["values"]![0]!["currency"], (string?)preview["values"]![0]!["amount"]));
                Assert.Contains("reaches the threshold", (string?)preview["second_person"], StringComparison.Ordinal);
            }
        }

        var action = await person.PreviewAsync("set_aside_dead_letters", """{"ids":["record_0"]}""");
        await person.ExecuteAsync(action);
        Assert.Equal("waiting", (string?)(await person.ActionAsync(action))["state"]);
    }

    /// <summary>Two people are asked by what a record says, also where it names nobody, and together records may be worth more than 64 bits hold.</summary>
    private static async Task WeighAsync(SettlementDay day, Visitor person)
    {
        const string NoParty = """{"amount":"1000000.00","source_currency":"EUR"}""";
        await FailureTests.RefuseAsync(day, 99_328, "nobody", "counterparty_id is missing", NoParty);
        var edited = await person.PreviewAsync("retry_dead_letters", $$"""{"ids":["record_99328"],"payload":{{NoParty.Replace("}", ",\"counterparty_id\":\"bank_b\"}", StringComparison.Ordinal)}}}""");
        Assert.Equal("1000000.00", (string?)edited["values"]![0]!["amount"]);
        Assert.Contains("reaches the threshold", (string?)edited["second_person"], StringComparison.Ordinal);
        Assert.Equal("1000000.00", (string?)(await person.GetAsync("/api/v1/failures/record_99328")).Json["amount"]);

        await FailureTests.RefuseAsync(day, 100_352, "most", "the greatest", """{"amount":92233720368547758.07,"source_currency":"EUR"}""");
        var greatest = await person.PreviewAsync("retry_dead_letters", """{"cause":"the greatest"}""");
        Assert.Equal("184467440737095516.14", (string?)greatest["values"]![0]!["amount"]);
        Assert.Equal("184467440737095516.14", (string?)(await GroupsAsync(person, "")).Single(group => (string)group!["cause"]! == "the greatest")!["values"]![0]!["amount"]);
    }

    private static async Task<JsonArray> GroupsAsync(Visitor person, string query) => (await person.GetAsync("/api/v1/failures" + query)).With(HttpStatusCode.OK)["items"]!.AsArray();

    private static async Task<JsonArray> ItemsAsync(Visitor person, string query) =>
        (await person.GetAsync("/api/v1/failures/items?kind=dead_letter" + query)).With(HttpStatusCode.OK)["items"]!.AsArray();

    private static async Task<string[]> DoneAsync(Visitor person, JsonNode action)
    {
        await person.ExecuteAsync(action);
        return (await person.UntilActionAsync(action, "finished")).Outcomes();
    }
}
