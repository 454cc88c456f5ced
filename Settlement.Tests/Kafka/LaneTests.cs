using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Settlement.Engine.Intake;
using Settlement.Engine.Intake.Kafka;
using Settlement.Engine.Kafka;
using Settlement.Engine.Risk;
using Settlement.Tests.EndToEnd;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Kafka;

/// <summary>What an engine's lanes leave to others: the processors in a burst, and the knowledge of what they have under way.</summary>
public sealed class LaneTests(PostgresServer postgres, KafkaServer kafka)
{
    [Fact]
    public async Task What_the_topic_takes_is_a_burst_as_well_and_what_came_in_it_settles_although_lanes_wait()
    {
        await using var day = await KafkaDay.BeginAsync(postgres, kafka);
        await using var host = await day.StartHostAsync(("Intake:BurstPerSecondAndProcessor", "1"));
        var pressure = host.Services.GetRequiredService<IntakePressure>();
        var paid = new List<Transfer>();

        await RunningHost.UntilAsync("a burst is seen", async () =>
        {
            paid.Add(new Transfer($"burst-{paid.Count}", Transfer.BankA, Transfer.BankB, 1 + paid.Count));
            await host.PayAsync(paid[^1]);
            return pressure.IsBurst;
        }, isBurst => isBurst);

        await host.UntilSettledAsync([.. paid]);
    }

    [Fact]
    public async Task Risk_looks_for_payments_without_a_saga_where_lanes_have_them_under_way_and_not_in_the_whole_log()
    {
        await using var day = await KafkaDay.BeginAsync(postgres, kafka, partitions: 2);
        await using var host = await day.StartHostAsync();
        var settled = new Transfer("settled", Transfer.BankA, Transfer.BankB, 7);
        await host.PayAsync(settled);
        await host.UntilSettledAsync(settled);

        // As if an engine had died over them: in one partition three behind what was done, and one before; in the other one none, though it is far ahead.
        await ExecuteAsync(day, """
            insert into intake_log (position, received_at, kind, transaction_id, idempotency_key, fingerprint, amount_minor, source_currency,
                destination_currency, source_account, destination_account, counterparty_id, settlement_window, body)
            overriding system value
            select 102400 + 1024 * n, received_at, kind, 'under-way-' || n, 'key-' || n, fingerprint, 100, source_currency,
                destination_currency, source_account, destination_account, counterparty_id, settlement_window, body
            from intake_log, generate_series(1, 4) n
            """);
        await ExecuteAsync(day, """
            insert into intake_partitions (partition, taken, done) values (0, 106496, 103424), (1, 1024001, 1024001)
            on conflict (partition) do update set taken = excluded.taken, done = excluded.done
            """);
        var flow = Assert.Single((await host.Services.GetRequiredService<RiskReader>().ReadAsync(TestContext.Current.CancellationToken)).Flows);

        Assert.Equal((FlowStage.Accepted, 3L, 300L), (flow.Stage, flow.Payments, flow.SourceMinor));
        Assert.True(await day.QueryAsync<bool>("select bool_and(done <= taken) and count(*) = 2 from intake_partitions"));
    }

    [Fact]
    public async Task A_session_that_the_brokers_refuse_is_told_with_both_settings_names()
    {
        var settings = KafkaDay.OptionsOf([.. await kafka.SettingsAsync(partitions: 1), ("Kafka:SessionTimeoutMilliseconds", "2000")]);
        var options = Options.Create(settings);
        var clients = new KafkaClients(options, NullLogger<KafkaClients>.Instance);
        var topic = await new KafkaTopics(clients, options).PrepareAsync(TestContext.Current.CancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        stop.CancelAfter(TimeSpan.FromSeconds(30));

        var refusal = await Assert.ThrowsAsync<KafkaUnavailableException>(() => Task.Run(
            () => new IntakeConsumer(clients, options, NullLogger<IntakeConsumer>.Instance).Run(
                new OpenStream(topic, new KafkaPositions(1_024)), (_, _) => throw new InvalidOperationException("it is no member"), stop.Token),
            TestContext.Current.CancellationToken));

        Assert.Contains("Kafka:SessionTimeoutMilliseconds", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("group.min.session.timeout.ms", refusal.Message, StringComparison.Ordinal);
    }

    private static async Task ExecuteAsync(KafkaDay day, string sql)
    {
        await using var command = day.Database.OwnerDataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
