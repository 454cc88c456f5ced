using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
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
