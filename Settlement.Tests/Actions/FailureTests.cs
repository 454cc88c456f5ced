using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Settlement.Engine.Execution.Simulation;
using Settlement.Tests.Access;
using Settlement.Tests.EndToEnd;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Actions;

/// <summary>What failed for good, grouped by cause, and how a person sets it going again.</summary>
public sealed class FailureTests(PostgresServer server)
{
    private const string Cause = """{"cause":"account … of participant … could not be read"}""";

    [Fact]
    public async Task A_dead_letter_is_handled_with_an_edited_payload_but_never_with_another_amount()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await BuryAsync(day, 1);
        await using var host = await day.StartHostAsync();
        using var person = await Visitor.SignInAsync(host, "operator");
        var payload = (await person.GetAsync("/api/v1/failures/letter_1")).With(HttpStatusCode.OK)["payload"]!;

        var dearer = await RetryAsync(person, Edited(payload, "amount", 1));
        Assert.Equal(["failed: amount, currencies and source_account stay as the client sent them"], dearer.Outcomes());
        var wrong = await RetryAsync(person, Edited(payload, "destination_account", "acct_nosuch"));
        Assert.StartsWith("failed: destination_account", wrong.Outcomes()[0], StringComparison.Ordinal);
        (await person.GetAsync("/api/v1/failures/letter_1")).With(HttpStatusCode.OK);

        var edited = Edited(Edited(payload, "counterparty_id", Transfer.Acme), "destination_account", "acct_usa_88");
        await RetryAsync(person, edited);
        await host.UntilTransactionAsync("dead0.r1", "settled");

        Assert.Equal(Transfer.Acme, (string?)(await host.TransactionAsync("dead0.r1"))["counterparty_id"]);
        Assert.Equal(("rejected", "replaced"), ((string?)(await host.TransactionAsync("dead0"))["status"], (string?)(await host.TransactionAsync("dead0"))["reason_code"]));
        await host.AssertBooksInOrderAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await person.GetAsync("/api/v1/failures/letter_1")).Status);
    }

    [Fact]
    public async Task A_group_retry_that_was_killed_goes_on_where_it_was_and_does_nothing_twice()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await BuryAsync(day, 8);
        JsonNode action;
        await using (var first = await day.StartHostAsync())
        {
            using var person = await Visitor.SignInAsync(first, "operator");
            action = await person.PreviewAsync("retry_dead_letters", Cause, itemsPerSecond: 5);
            await person.ExecuteAsync(action);
            await RunningHost.UntilAsync("some are done", () => person.ActionAsync(action), seen => (int)seen["progress"]!["done"]! >= 3);
        }

        // As a kill leaves it: an item in hand whose effect is there and whose outcome is not, and a claim that nobody renews.
        Assert.True(await day.QueryAsync<long>("select count(*) from operator_action_items where state = 'pending'") > 0);
        await day.ExecuteAsync("update operator_action_items set state = 'running', outcome = '', ended_at = null where item = 1");
        await day.ExecuteAsync("update operator_actions set claimed_by = 'killed', claimed_until = '2026-11-25 00:00Z'");
        await using var second = await day.StartHostAsync();
        using var again = await Visitor.SignInAsync(second, "operator");
        Assert.Equal("running", (string?)(await again.ActionAsync(action))["state"]);
        await day.ExecuteAsync("update operator_actions set claimed_until = '2026-11-24 08:00Z'");

        var done = await again.UntilActionAsync(action, "finished");

        Assert.Equal(8, done.Outcomes().Count(outcome => outcome.StartsWith("done", StringComparison.Ordinal)));
        Assert.Equal("done: is dealt with already", done.Outcomes()[0]);
        Assert.Equal(8, await day.QueryAsync<long>("select count(*) from dead_letter_ends"));
        for (var i = 0; i < 8; i++)
        {
            await second.UntilTransactionAsync($"dead{i}", "settled");
        }

        await second.AssertBooksInOrderAsync();
    }

    [Fact]
    public async Task A_group_retry_keeps_its_rate_and_stops_when_it_is_cancelled()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await BuryAsync(day, 10);
        await using var host = await day.StartHostAsync();
        using var person = await Visitor.SignInAsync(host, "operator");
        var action = await person.PreviewAsync("retry_dead_letters", Cause, itemsPerSecond: 4);
        await person.ExecuteAsync(action);
        await RunningHost.UntilAsync("one is done", () => person.ActionAsync(action), seen => (int)seen["progress"]!["done"]! >= 1);

        (await person.DecideAsync(action, "cancel")).With(HttpStatusCode.Accepted);
        var ended = await person.UntilActionAsync(action, "cancelled");

        var (done, skipped) = ((int)ended["progress"]!["done"]!, (int)ended["progress"]!["skipped"]!);
        Assert.Equal(10, done + skipped);
        Assert.InRange(done, 1, 9);
        Assert.Equal("skipped: cancelled by operator", ended.Outcomes()[^1]);
    }

    [Fact]
    public async Task A_refused_refund_waits_for_a_person_over_a_restart_and_goes_out_when_it_is_retried()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        (string, string)[] faults =
            [("Execution:Faults:Blocked:" + Transfer.London, "account_blocked"), ("Execution:Faults:MeanDelayMilliseconds", "60000"), ("Execution:Faults:MaxDelayMilliseconds", "500")];
        Books before;
        await using (var first = await day.StartHostAsync(faults))
        {
            before = await first.BooksAsync();
            await first.PayAsync(
                new Transfer("o1", Transfer.BankA, Transfer.BankB, 1_000m, Window: "t0"), new Transfer("o2", Transfer.BankB, Transfer.Acme, 300m, Window: "t0"),
                new Transfer("o3", Transfer.Acme, Transfer.BankA, 50.50m, Window: "t0"), new Transfer("l1", Transfer.London, Transfer.BankA, 100m, Window: "t0"),
                new Transfer("l2", Transfer.Acme, Transfer.London, 900m, Window: "t0"));
            await first.UntilWindowAsync("t0-EUR-2026-11-24", "open");
            await first.CloseWindowAsync("t0-EUR-2026-11-24");
            await RunningHost.UntilAsync("Acme has paid in", () => day.QueryAsync<long>("select count(*) from wires where state = 'confirmed' and debtor = 'acme_usa'"), count => count == 1);
            first.Services.GetRequiredService<IOptions<FaultPlan>>().Value.Blocked[Transfer.Acme] = "account_closed";
            // First what it would receive is refused, which takes its payments out; then the refund of what it had paid in.
            await RunningHost.UntilAsync(
                "the refund is refused", () => day.QueryAsync<long>("select count(*) from wires where last_code = 'account_closed' and amount_minor = 65050 and state = 'refused'"), count => count == 1);
        }

        // Acme's account is open again, and another process has taken over: all that it needs stands in the database.
        await using var host = await day.StartHostAsync(faults);
        using var person = await Visitor.SignInAsync(host, "operator");
        var group = await RunningHost.UntilAsync(
            "the refund is listed", async () => (await person.GetAsync("/api/v1/failures")).Json["items"]!.AsArray().FirstOrDefault(), found => (string?)found?["cause"] == "account_closed");
        Assert.Equal(("wire", "650.50"), ((string?)group!["kind"], (string?)group["values"]![0]!["amount"]));
        var wire = (await person.GetAsync("/api/v1/failures/" + Uri.EscapeDataString((string)group["ids"]![0]!))).With(HttpStatusCode.OK);
        Assert.Equal("refused", (string?)wire["attempts"]![0]!["outcome"]);

        var action = await person.PreviewAsync("retry_wires", """{"cause":"account_closed"}""");
        await person.ExecuteAsync(action);
        Assert.StartsWith("done: released", (await person.UntilActionAsync(action, "finished")).Outcomes()[0], StringComparison.Ordinal);

        await host.UntilWindowAsync("t0-EUR-2026-11-24", "reported");
        await RunningHost.UntilAsync("the batch ends", () => day.QueryAsync<long>("select count(*) from batches where is_open"), open => open == 0);
        Assert.Equal(
            new Dictionary<(string, string), decimal> { [(Transfer.BankA, "EUR")] = -1_000m, [(Transfer.BankB, "EUR")] = 1_000m },
            (await host.AssertBooksInOrderAsync()).GrownSince(before));
        Assert.Empty((await person.GetAsync("/api/v1/failures")).Json["items"]!.AsArray());
    }

    [Fact]
    public async Task Records_of_the_intake_topic_that_were_refused_are_grouped_edited_and_retried_like_the_others()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartHostAsync();
        using var person = await Visitor.SignInAsync(host, "operator");
        await RefuseAsync(day, 4096, "topic0", "destination_account 'acct_x' is not an account", new Transfer("topic0", Transfer.BankA, Transfer.BankB, 100m).Body);
        await RefuseAsync(day, 5120, "topic1", "destination_account 'acct_y' is not an account", new Transfer("topic1", Transfer.BankA, Transfer.BankB, 50.50m).Body);
        await RefuseAsync(day, 6144, "", "The body is not JSON.", "{ not json");

        var groups = (await person.GetAsync("/api/v1/failures")).With(HttpStatusCode.OK)["items"]!.AsArray();
        Assert.Equal([("destination_account … is not an account", 2), ("The body is not JSON.", 1)], groups.Select(group => ((string)group!["cause"]!, (int)group["count"]!)));
        Assert.Equal("150.50", (string?)groups[0]!["values"]![0]!["amount"]);
        Assert.Equal(("record_6144", "intake"), ((string?)groups[1]!["ids"]![0], (string?)(await person.GetAsync("/api/v1/failures/record_6144")).Json["state"]));

        var action = await person.PreviewAsync("retry_dead_letters", """{"cause":"destination_account … is not an account"}""");
        await person.ExecuteAsync(action);
        Assert.Equal(["done: submitted as topic0", "done: submitted as topic1"], (await person.UntilActionAsync(action, "finished")).Outcomes());
        await host.UntilTransactionAsync("topic0", "settled");

        var broken = await RetryAsync(person, "record_6144", null);
        Assert.StartsWith("failed: it still breaks a rule", broken.Outcomes()[0], StringComparison.Ordinal);
        await RefuseAsync(day, 7168, "topic0", "The key of 'topic0' belongs to another payment.", new Transfer("topic0", Transfer.BankA, Transfer.Acme, 70m).Body);
        var came = (await person.GetAsync("/api/v1/failures/record_7168")).With(HttpStatusCode.OK)["payload"]!;
        Assert.Equal(["failed: amount stays as its sender wrote it: amount, source_currency, destination_currency, source_account are the sender's to change"], (await RetryAsync(person, "record_7168", Edited(came, "amount", 71))).Outcomes());
        Assert.StartsWith("failed: its idempotency key belongs to another payment", (await RetryAsync(person, "record_7168", null)).Outcomes()[0], StringComparison.Ordinal);
        var mended = Edited(Edited(came, "transaction_id", "topic0b"), "idempotency_key", "key_topic0b");
        Assert.Equal(["done: submitted as topic0b"], (await RetryAsync(person, "record_7168", mended)).Outcomes());
        await host.UntilTransactionAsync("topic0b", "settled");
        Assert.Equal("record_6144", (string?)Assert.Single((await person.GetAsync("/api/v1/failures/items?kind=dead_letter")).With(HttpStatusCode.OK)["items"]!.AsArray())!["id"]);
        await host.AssertBooksInOrderAsync();
    }

    /// <summary>As the reader of the topic keeps what it cannot take.</summary>
    internal static Task RefuseAsync(SettlementDay day, long position, string id, string message, string body) =>
        RefuseAsync(day, position, id, message, System.Text.Encoding.UTF8.GetBytes(body));

    internal static async Task RefuseAsync(SettlementDay day, long position, string id, string message, byte[] body)
    {
        await using var command = day.Database.OwnerDataSource.CreateCommand("""
            insert into intake_dead_letters (position, topic, partition, "offset", received_at, record_key, transaction_id, reason, field, message, errors, headers, body, at)
            values ($1, 'transactions.intake', 0, $1 / 1024, now(), $2, nullif($2, ''), 'a_reason', '', $3, '[]', '[]', $4, now())
            """);
        command.Parameters.Add(new Npgsql.NpgsqlParameter { Value = position });
        command.Parameters.Add(new Npgsql.NpgsqlParameter { Value = id });
        command.Parameters.Add(new Npgsql.NpgsqlParameter { Value = message });
        command.Parameters.Add(new Npgsql.NpgsqlParameter { Value = body });
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<JsonNode> RetryAsync(Visitor person, string id, JsonNode? payload)
    {
        var parameters = new JsonObject { ["ids"] = new JsonArray(id) };
        if (payload is not null)
        {
            parameters["payload"] = payload;
        }

        var action = await person.PreviewAsync("retry_dead_letters", parameters.ToJsonString());
        await person.ExecuteAsync(action);
        return await person.UntilActionAsync(action, "finished");
    }

    private static Task<JsonNode> RetryAsync(Visitor person, JsonNode payload) => RetryAsync(person, "letter_1", payload);

    private static JsonNode Edited(JsonNode payload, string field, JsonNode value)
    {
        var copy = payload.DeepClone();
        copy[field] = value;
        return copy;
    }

    /// <summary>Payments that were accepted and that the engine could not handle: it has passed them, and their letters say why.</summary>
    internal static async Task BuryAsync(SettlementDay day, int count)
    {
        await using (var api = await day.StartApiAsync())
        {
            await api.PayAsync([.. Enumerable.Range(0, count).Select(i => new Transfer($"dead{i}", Transfer.BankA, Transfer.BankB, 100m + i))]);
        }

        await day.ExecuteAsync("""
            insert into engine_progress (consumer, position, updated_at) select 'engine', max(position), now() from intake_log;
            insert into dead_letters (source, position, key, reason, body, at)
            select 'engine', position, transaction_id, 'account ''' || source_account || ''' of participant 4711 could not be read',
                   json_build_object('TransactionId', transaction_id, 'IdempotencyKey', idempotency_key, 'AmountMinor', amount_minor, 'SourceCurrency', source_currency,
                       'DestinationCurrency', destination_currency, 'SourceAccount', source_account, 'DestinationAccount', destination_account,
                       'CounterpartyId', counterparty_id, 'Window', 0)::text, now()
            from intake_log order by position
            """);
    }
}
