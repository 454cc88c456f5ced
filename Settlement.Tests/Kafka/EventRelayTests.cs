using System.Text.Json.Nodes;
using Settlement.Engine.Intake.Kafka;
using Settlement.Tests.EndToEnd;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Kafka;

public sealed class EventRelayTests(PostgresServer postgres, KafkaServer kafka)
{
    [Fact]
    public async Task Every_saga_event_is_relayed_in_its_order_also_over_a_restart_and_settled_batches_in_a_topic_of_their_own()
    {
        await using var day = await KafkaDay.BeginAsync(postgres, kafka);
        var payments = Enumerable.Range(0, 6).Select(i => new Transfer($"relayed-{i}", Transfer.BankA, Transfer.BankB, 10 + i)).ToArray();
        await using (var first = await day.StartHostAsync())
        {
            await first.PayAsync(payments[..3]);
            await first.UntilSettledAsync(payments[..3]);
        }

        await using var host = await day.StartHostAsync();
        await host.PayAsync(payments[3..]);
        await host.UntilSettledAsync(payments);
        var count = await RunningHost.UntilAsync(
            "all events are relayed", () => day.QueryAsync<long>("select (select count(*) from saga_events) - coalesce((select sum(relayed) from event_relays), 0)::bigint"), left => left <= 0);
        Assert.Equal(0, count);

        var events = (int)await day.QueryAsync<long>("select count(*) from saga_events");
        var relayed = day.Read(day.Setting("LedgerTopic"), events, "event-id");
        foreach (var saga in relayed.Select(record => JsonNode.Parse(record.Message.Value)!).GroupBy(value => (string)value["key"]! + value["machine"]))
        {
            var versions = saga.Select(value => (int)value["version"]!).ToList();
            Assert.Equal(Enumerable.Range(1, versions.Count), versions);
        }

        var settled = day.Read(day.Setting("SettlementsTopic"), (int)await day.QueryAsync<long>("select count(*) from batches where state = 'Settled'"), "event-id");
        Assert.All(settled, record => Assert.Equal("BatchSettled", record.Message.Headers.Text("event-type")));
        Assert.All(day.Read(day.Setting("BatchesTopic"), 1), record => Assert.Equal("BatchPlanned", record.Message.Headers.Text("event-type")));
    }
}
