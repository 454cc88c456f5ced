using System.Net;
using Settlement.Tests.EndToEnd;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Kafka;

/// <summary>Rebalances, restarts, dead letters that come back, and a second log under the same database.</summary>
public sealed class KafkaRecoveryTests(PostgresServer postgres, KafkaServer kafka)
{
    [Fact]
    public async Task Two_engines_share_the_partitions_and_when_one_goes_the_other_has_them_all_with_nothing_done_twice()
    {
        await using var day = await KafkaDay.BeginAsync(postgres, kafka, partitions: 4);
        await using var stays = await day.StartHostAsync();
        var leaves = await day.StartHostAsync();
        var payments = Enumerable.Range(0, 60).Select(i => new Transfer($"shared-{i}", Transfer.BankA, Transfer.BankB, 1 + i)).ToArray();

        await stays.PayAsync(payments[..20]);
        await leaves.PayAsync(payments[20..40]);
        await leaves.DisposeAsync();
        await stays.PayAsync(payments[40..]);

        await stays.UntilSettledAsync(payments);
        Assert.Equal(60L, await day.QueryAsync<long>("select count(*) from intake_log"));
        Assert.Equal(60L, await day.QueryAsync<long>("select count(*) from saga_events where event = 'SubmitTransaction'"));
        await stays.AssertBooksInOrderAsync();
    }

    [Fact]
    public async Task An_engine_that_stops_with_records_undone_leaves_them_to_the_next_which_does_each_once()
    {
        await using var day = await KafkaDay.BeginAsync(postgres, kafka, partitions: 2);
        var payments = Enumerable.Range(0, 20).Select(i => new Transfer($"undone-{i}", Transfer.BankA, Transfer.BankB, 1 + i)).ToArray();
        await using (var first = await day.StartHostAsync(("Kafka:DrainSeconds", "1")))
        {
            // The odd ones fail as at an outage, again and again: they are in the table and have no saga when the engine stops.
            await day.QueryAsync<long>("""
                create function refuse_undone() returns trigger language plpgsql as 'begin raise exception ''not now'' using errcode = ''40001''; end';
                create trigger refuse_undone before insert on transactions for each row when (new.transaction_id ~ '^undone-[0-9]*[13579]$') execute function refuse_undone();
                select 0::bigint
                """);
            await first.PayAsync(payments);
            await RunningHost.UntilAsync("all records are taken in", () => day.QueryAsync<long>("select count(*) from intake_log"), count => count == 20);
        }

        Assert.Equal(0L, await day.QueryAsync<long>("select count(*) from transactions where transaction_id ~ '[13579]$'"));
        await day.QueryAsync<long>("drop trigger refuse_undone on transactions; select 0::bigint");
        await using var second = await day.StartHostAsync();

        await second.UntilSettledAsync(payments);
        Assert.Equal(20L, await day.QueryAsync<long>("select count(*) from saga_events where event = 'SubmitTransaction'"));
        Assert.Equal(0L, await day.QueryAsync<long>("select (select count(*) from intake_dead_letters) + (select count(*) from dead_letters)"));
        await second.AssertBooksInOrderAsync();
    }

    [Fact]
    public async Task A_dead_letter_is_listed_and_replayed_over_rest_once_its_cause_is_mended()
    {
        await using var day = await KafkaDay.BeginAsync(postgres, kafka, partitions: 1);
        await using var host = await day.StartHostAsync();
        var body = new Transfer("mended", Transfer.BankA, Transfer.BankB, 15).Body.Replace("bank_b_001", "bank_b_new", StringComparison.Ordinal);
        await day.PartnerAsync(body);
        var list = await RunningHost.UntilAsync("the dead letter is listed", () => host.GetAsync("/api/v1/intake/dead-letters"), answer => answer.Json["items"]!.AsArray().Count == 1);
        var letter = list.Json["items"]![0]!;
        var replay = $"/api/v1/intake/dead-letters/{letter["position"]}/replay";
        Assert.Equal(("unknown_account", "destination_account"), ((string?)letter["reason"], (string?)letter["field"]));
        Assert.Equal(body, (string?)letter["body"]);

        var early = await host.PostAsync(replay, """{"reason":"try"}""");
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "unknown_account"), (early.Status, early.OnlyError().Code));
        Assert.True((await host.PutAsync("/api/v1/accounts/bank_b_new", """{"participant_id":"counterparty_bank_b","status":"active","reason":"new customer"}""")).Status < HttpStatusCode.BadRequest);

        await RunningHost.UntilAsync("it is replayed", () => host.PostAsync(replay, """{"reason":"the account was opened"}"""), answer => answer.Status == HttpStatusCode.Accepted);
        (await host.PostAsync(replay, """{"reason":"again"}""")).With(HttpStatusCode.OK);
        await host.UntilTransactionAsync("mended", "settled");
        Assert.Equal(HttpStatusCode.NotFound, (await host.PostAsync("/api/v1/intake/dead-letters/7/replay", """{"reason":"none"}""")).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await host.PostAsync(replay, "{}")).Status);
    }

    [Fact]
    public async Task A_database_whose_log_is_a_topic_refuses_its_own_log_and_another_topic()
    {
        await using var day = await KafkaDay.BeginAsync(postgres, kafka, partitions: 1);
        await using (await day.StartHostAsync())
        {
        }

        var other = await Assert.ThrowsAsync<Settlement.Engine.Kafka.KafkaSetupException>(() => day.StartHostAsync(("Kafka:IntakeTopic", day.Options.IntakeTopic + ".other")));
        var none = await Assert.ThrowsAsync<Settlement.Engine.Kafka.KafkaSetupException>(() => day.StartHostAsync(("Host:With", "")));

        Assert.Contains("not " + day.Options.IntakeTopic + ".other", other.Message, StringComparison.Ordinal);
        Assert.Contains("--with kafka", none.Message, StringComparison.Ordinal);
    }
}
