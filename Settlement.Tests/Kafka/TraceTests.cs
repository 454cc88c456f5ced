using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Settlement.Engine.Intake.Kafka;
using Settlement.Tests.EndToEnd;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Kafka;

/// <summary>One trace from the client's request, or a partner's record, through the topic to the work on its saga.</summary>
public sealed class TraceTests(PostgresServer postgres, KafkaServer kafka)
{
    [Fact]
    public async Task The_trace_of_a_request_and_of_a_partners_record_goes_on_behind_the_topic()
    {
        var (asked, partners) = (ActivityTraceId.CreateRandom(), ActivityTraceId.CreateRandom());
        var consumed = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is IntakeTrace.SourceName or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.Source.Name == IntakeTrace.SourceName)
                {
                    consumed.Enqueue(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using var day = await KafkaDay.BeginAsync(postgres, kafka, partitions: 1);
        await using var host = await day.StartHostAsync();

        await SubmitAsync(host, new Transfer("traced", Transfer.BankA, Transfer.BankB, 5).Body, $"00-{asked}-{ActivitySpanId.CreateRandom()}-01");
        await host.UntilTransactionAsync("traced", "settled");
        var span = ActivitySpanId.CreateRandom();
        await day.PartnerAsync(
            new Transfer("partners", Transfer.BankA, Transfer.BankB, 6).Body, "partners",
            headers: new Confluent.Kafka.Headers().Put(IntakeHeaders.TraceParent, $"00-{partners}-{span}-01").Put(IntakeHeaders.TraceState, "acme=7"));
        await host.UntilTransactionAppearsAsync("partners");
        await host.UntilTransactionAsync("partners", "settled");

        Assert.Contains(asked.ToHexString(), day.Read(day.Options.IntakeTopic, 1)[0].Message.Headers.Text(IntakeHeaders.TraceParent), StringComparison.Ordinal);
        Assert.Contains(consumed, activity => activity.TraceId == asked);
        var partner = Assert.Single(consumed, activity => activity.TraceId == partners);
        Assert.Equal((span, "acme=7"), (partner.ParentSpanId, partner.TraceStateString));

        await AssertRelayedAsync(day, asked, partners);
    }

    /// <summary>Every relayed record has a trace: a payment's that of what brought it, any other one its saga's own.</summary>
    private static async Task AssertRelayedAsync(KafkaDay day, ActivityTraceId asked, ActivityTraceId partners)
    {
        await RunningHost.UntilAsync(
            "all events are relayed", () => day.QueryAsync<long>("select (select count(*) from saga_events) - coalesce((select sum(relayed) from event_relays), 0)::bigint"), left => left <= 0);
        var events = await day.QueryAsync<long>("select count(*) from saga_events");
        var traces = day.Read(day.Setting("LedgerTopic"), (int)events, "event-id").ToLookup(
            record => (string)JsonNode.Parse(record.Message.Value)!["key"]!, record => IntakeTrace.Read(record.Message.Headers).TraceId);

        Assert.All(traces["traced"], trace => Assert.Equal(asked, trace));
        Assert.All(traces["partners"], trace => Assert.Equal(partners, trace));
        foreach (var batch in traces.Where(of => of.Key.StartsWith("batch_", StringComparison.Ordinal)))
        {
            Assert.Single(batch.Distinct());
            Assert.DoesNotContain(batch.First(), new[] { default, asked, partners });
        }

        var settled = day.Read(day.Setting("SettlementsTopic"), 1)[0].Message;
        Assert.Equal(traces[Encoding.UTF8.GetString(settled.Key!)].First(), IntakeTrace.Read(settled.Headers).TraceId);
    }

    private static async Task SubmitAsync(RunningHost host, string body, string traceParent)
    {
        // No activity of this process: the header alone carries the trace.
        using var client = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host.Address, "/api/v1/transactions")) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("traceparent", traceParent);
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }
}
