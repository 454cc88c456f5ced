using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Settlement.Domain.Batches;
using Settlement.Sagas.Batches;
using Settlement.Sagas.Drivers;
using Settlement.Sagas.GroupCommit;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.EndToEnd;

/// <summary>What planning and its drivers do when the world is not as they believe: money stays where it is, and nothing is forgotten.</summary>
public sealed class PlanningSafetyTests(PostgresServer server)
{
    private const string Today = "t0-EUR-2026-11-24";
    private const string Tomorrow = "t0-EUR-2026-11-25";

    [Fact]
    public async Task A_batch_that_its_parties_refuse_is_given_up_and_its_payments_settle_in_the_next_window()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartHostAsync();
        var before = await host.BooksAsync();
        Transfer[] payments = [new("n1", Transfer.BankA, Transfer.BankB, 100m, Window: "t0"), new("n2", Transfer.BankB, Transfer.BankA, 30m, Window: "t0")];
        await host.PayAsync(payments);
        await host.UntilTransactionAsync("n1", "validated");
        await host.UntilTransactionAsync("n2", "validated");

        // What is planned is not what the parties find in the intake log.
        await TamperAsync(day, "update transactions set amount_minor = 90000, version = version + 1 where transaction_id = 'n1'");
        await host.CloseWindowAsync(Today);
        var waiting = await host.UntilTransactionAsync("n1", "deferred");
        await host.UntilWindowAsync(Today, "reported");
        Assert.Equal(("batch_abandoned", Tomorrow), ((string?)waiting["waits"]!["reason"], (string?)waiting["window"]!["window_id"]));
        Assert.Empty((await host.BooksAsync()).GrownSince(before));
        Assert.Equal(0L, await day.QueryAsync<long>("select count(*) from batch_reservations r join batches b using (batch_id) where b.is_open"));

        await TamperAsync(day, "update transactions set amount_minor = 10000, version = version + 1 where transaction_id = 'n1'");
        (await host.CloseWindowAsync(Tomorrow)).With(HttpStatusCode.Accepted);
        await host.UntilSettledAsync(payments);
        Assert.Equal(
            new Dictionary<(string, string), decimal> { [(Transfer.BankA, "EUR")] = -70m, [(Transfer.BankB, "EUR")] = 70m },
            (await host.AssertBooksInOrderAsync()).GrownSince(before));
    }

    [Fact]
    public async Task A_worker_with_an_old_belief_about_its_batch_moves_no_funds()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartHostAsync(("Confirmation:ThresholdMinor", "1"));
        await host.PayAsync(new Transfer("held", Transfer.BankA, Transfer.BankB, 10m));
        var id = (string)(await host.UntilTransactionAsync("held", "matched"))["batch_id"]!;
        var reader = host.Services.GetRequiredService<ISagaReader<BatchSaga>>();
        var saga = await RunningHost.UntilAsync(
            "the batch waits for a person", () => reader.FindAsync(id, TestContext.Current.CancellationToken), found => found?.CurrentState == BatchState.AwaitingConfirmation);
        var believed = (BatchSaga)saga!.Clone();
        believed.CurrentState = BatchState.Executing;

        await host.Services.GetRequiredService<BatchWorkflow>().CarryAsync(believed, TestContext.Current.CancellationToken);

        Assert.Equal(0L, await day.QueryAsync<long>("select count(*) from wires"));
        Assert.Equal(0L, await day.QueryAsync<long>("select count(*) from rail_sim.wires"));
    }

    [Fact]
    public async Task A_window_that_cannot_be_planned_keeps_neither_other_windows_nor_RTGS_from_settling()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartHostAsync();
        await host.PayAsync(new Transfer("broken", Transfer.BankA, Transfer.BankB, 100m, Window: "t0"), new Transfer("sound", Transfer.BankA, Transfer.BankB, 100m, "USD", "t0"));
        await host.UntilTransactionAsync("broken", "validated");
        await host.UntilTransactionAsync("sound", "validated");
        await TamperAsync(day, "update transactions set amount_minor = 9223372036854775807, version = version + 1 where transaction_id = 'broken'");

        await host.CloseWindowAsync(Today);
        await host.CloseWindowAsync("t0-USD-2026-11-24");
        await host.UntilTransactionAsync("sound", "settled");
        var rtgs = new Transfer("gross", Transfer.Acme, Transfer.London, 1m, "USD");
        await host.PayAsync(rtgs);
        await host.UntilSettledAsync(rtgs);
        Assert.Equal("closing", (string?)(await host.GetAsync("/api/v1/windows/" + Today)).Json["status"]);

        await TamperAsync(day, "update transactions set amount_minor = 10000, version = version + 1 where transaction_id = 'broken'");
        await host.UntilWindowAsync(Today, "reported");
        Assert.Equal("settled", (string?)(await host.TransactionAsync("broken"))["status"]);
        await host.AssertBooksInOrderAsync();
    }

    [Fact]
    public async Task A_window_whose_liquidity_RTGS_took_while_it_was_being_planned_is_planned_again()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartHostAsync();
        var (planning, drafted) = await DraftAsync(
            host,
            [new("most", Transfer.BankA, Transfer.BankB, 40_000_000m, "SEK", "t0"), new("little", Transfer.BankA, Transfer.BankB, 1m, "SEK", "t0")],
            new Transfer("gross", Transfer.BankA, Transfer.BankB, 20_000_000m, "SEK"));
        Assert.Empty(drafted.Plan.Deferred);

        Assert.Null(await planning.StoreAsync(drafted, TestContext.Current.CancellationToken));
        var stored = await planning.StoreAsync(drafted with { Number = WindowPlanning.MaxDrafts }, TestContext.Current.CancellationToken);

        Assert.NotNull(stored);
        Assert.Equal(("most", DeferralReason.InsufficientBalance), (Assert.Single(stored.Deferred).TransactionId, stored.Deferred[0].Reason));
        Assert.Equal("little", Assert.Single(Assert.Single(stored.Batches).Payments).TransactionId);
        await host.CloseWindowAsync("t0-SEK-2026-11-24");
        await host.UntilWindowAsync("t0-SEK-2026-11-24", "reported");
        Assert.Equal("settled", (string?)(await host.TransactionAsync("little"))["status"]);
        Assert.Equal("deferred", (string?)(await host.TransactionAsync("most"))["status"]);
        await host.AssertBooksInOrderAsync();
    }

    [Fact]
    public async Task A_window_that_RTGS_left_its_liquidity_keeps_the_plan_that_was_made_meanwhile()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartHostAsync();
        var (planning, drafted) = await DraftAsync(
            host, [new("netted", Transfer.BankA, Transfer.BankB, 1_000m, "SEK", "t0")], new Transfer("gross", Transfer.BankA, Transfer.BankB, 1_000m, "SEK"));

        Assert.Same(drafted.Plan, await planning.StoreAsync(drafted, TestContext.Current.CancellationToken));
        Assert.Equal(drafted.Plan.Hash, (await planning.DraftAsync("t0-SEK-2026-11-24", 2, TestContext.Current.CancellationToken)).Plan.Hash);
    }

    [Fact]
    public async Task An_RTGS_round_that_fails_leaves_the_plan_that_is_being_made_beside_it_alone()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartHostAsync();
        await host.PayAsync(new Transfer("netted", Transfer.BankA, Transfer.BankB, 100m, Window: "t0"));
        await host.UntilTransactionAsync("netted", "validated");
        await day.ExecuteAsync("""
            create sequence refused_rounds;
            create function refuse_round() returns trigger language plpgsql security definer as
            $$ begin perform nextval('refused_rounds'); raise exception 'no gross plan is stored in this test'; end $$;
            create trigger refuse_rounds before insert on plans for each row when (new.mode = 'Gross') execute function refuse_round()
            """);
        const string Drafting = "select coalesce(min(pid || ' ' || query_start), '') from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%from batch_plans%'";

        // The draft waits in the middle of its reading, for as long as the plan of a million payments takes.
        string drafting;
        var gross = new Transfer("gross", Transfer.BankA, Transfer.BankB, 1m);
        await using (var connection = await day.Database.OwnerDataSource.OpenConnectionAsync(TestContext.Current.CancellationToken))
        {
            await using var held = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await using (var command = new NpgsqlCommand("lock table batch_plans in access exclusive mode", connection, held))
            {
                await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            }

            await host.CloseWindowAsync(Today);
            drafting = await RunningHost.UntilAsync("the window is being planned", () => day.QueryAsync<string>(Drafting), found => found.Length > 0);
            await host.PayAsync(gross);
            await RefusedAsync(3);
            Assert.Equal(drafting, await day.QueryAsync<string>(Drafting));
        }

        await host.UntilWindowAsync(Today, "reported");
        Assert.Equal("settled", (string?)(await host.TransactionAsync("netted"))["status"]);
        await RefusedAsync(1 + await day.QueryAsync<long>("select last_value from refused_rounds"));

        await day.ExecuteAsync("drop trigger refuse_rounds on plans");
        await host.UntilSettledAsync(gross);
        await host.AssertBooksInOrderAsync();

        Task RefusedAsync(long rounds) => RunningHost.UntilAsync(
            $"{rounds} rounds have failed", () => day.QueryAsync<long>("select last_value from refused_rounds"), failed => failed >= rounds);
    }

    [Fact]
    public async Task A_payment_that_was_put_off_into_a_planned_window_is_moved_on()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartHostAsync();
        await host.PayAsync(new Transfer("large", Transfer.BankA, Transfer.BankB, 60_000_000m, "SEK", "t0"));
        await host.UntilTransactionAsync("large", "validated");
        await host.CloseWindowAsync("t0-SEK-2026-11-24");
        await host.UntilWindowAsync("t0-SEK-2026-11-24", "reported");
        await host.UntilTransactionAsync("large", "deferred");

        await TamperAsync(day, "update transactions set window_id = 't0-SEK-2026-11-24', version = version + 1 where transaction_id = 'large'");

        await RunningHost.UntilAsync(
            "it waits for tomorrow again", () => host.TransactionAsync("large"), found => (string?)found["window"]!["window_id"] == "t0-SEK-2026-11-25");
    }

    [Fact]
    public async Task A_deferred_payment_in_two_currencies_waits_for_a_day_on_which_both_settle()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        day.Clock.Leap(TimeSpan.FromDays(1));
        await using var host = await day.StartHostAsync();
        await host.PayAsync(
            new Transfer("pair", Transfer.BankA, Transfer.BankB, 60_000_000m, "SEK", "t0", "USD"),
            new Transfer("single", Transfer.BankA, Transfer.BankB, 60_000_000m, "SEK", "t0"));
        var window = (string)(await host.UntilTransactionAsync("pair", "validated"))["window"]!["window_id"]!;
        await host.UntilTransactionAsync("single", "validated");
        await host.CloseWindowAsync(window);

        // Thursday, 26 November 2026 is Thanksgiving: dollars do not settle, crowns do.
        Assert.Equal("t0-SEK-2026-11-25", window);
        Assert.Equal("t0-SEK-2026-11-27", (string?)(await host.UntilTransactionAsync("pair", "deferred"))["window"]!["window_id"]);
        Assert.Equal("t0-SEK-2026-11-26", (string?)(await host.UntilTransactionAsync("single", "deferred"))["window"]!["window_id"]);
    }

    [Fact]
    public async Task A_stored_RTGS_plan_is_about_what_settles_and_not_about_the_queue()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartHostAsync();
        await host.PayAsync(new Transfer("queued", Transfer.BankA, Transfer.BankB, 60_000_000m, "AUD"));
        await host.UntilTransactionAsync("queued", "deferred");
        day.Clock.Leap(TimeSpan.FromSeconds(2));
        var settles = new Transfer("settles", Transfer.BankA, Transfer.BankB, 1m, "AUD");
        await host.PayAsync(settles);
        await host.UntilSettledAsync(settles);

        // What settles is kept once, in its batch.
        var stored = await day.QueryAsync<string>(
            "select problem::text || batch_plans.plan::text from plans join batch_plans using (plan_id) where mode = 'Gross' order by version desc limit 1");
        Assert.DoesNotContain("queued", stored, StringComparison.Ordinal);
        Assert.Contains("settles", stored, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_days_ahead_on_which_a_currency_settles_have_windows_to_open()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartHostAsync();

        var saturday = await host.PostAsync("/api/v1/windows/t0-EUR-2026-11-28/open", "");
        var distant = await host.PostAsync("/api/v1/windows/t0-EUR-9999-11-24/open", "");
        var next = await host.PostAsync("/api/v1/windows/t2-EUR-2026-12-16/open", "");

        Assert.Equal("not_a_business_day", saturday.OnlyError().Code);
        Assert.Equal("too_far_ahead", distant.OnlyError().Code);
        Assert.Equal(HttpStatusCode.Accepted, next.Status);
    }

    /// <summary>Drafts the window's plan; then an RTGS payment settles.</summary>
    private static async Task<(WindowPlanning Planning, WindowDraft Draft)> DraftAsync(RunningHost host, Transfer[] netted, Transfer gross)
    {
        await host.PayAsync(netted);
        foreach (var payment in netted)
        {
            await host.UntilTransactionAsync(payment.Id, "validated");
        }

        var planning = host.Services.GetRequiredService<WindowPlanning>();
        var draft = await planning.DraftAsync("t0-SEK-2026-11-24", 1, TestContext.Current.CancellationToken);
        await host.PayAsync(gross);
        await host.UntilSettledAsync(gross);
        return (planning, draft);
    }

    private static async Task TamperAsync(SettlementDay day, string sql)
    {
        await using var command = day.Database.OwnerDataSource.CreateCommand(sql);
        Assert.Equal(1, await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
    }
}
