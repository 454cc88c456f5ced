using System.Net;
using Npgsql;
using Settlement.Tests.EndToEnd;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Kafka;

/// <summary>What dies while payments come through the topic.</summary>
public sealed class KafkaOutageTests(KafkaServer kafka)
{
    [Fact]
    public async Task While_the_database_is_away_payments_are_accepted_and_they_settle_afterwards_with_no_dead_letter()
    {
        await using var server = await OwnPostgres.StartAsync();
        using var keys = new TemporaryFolder("settlement-kafka-outage");
        var settings = await kafka.SettingsAsync(partitions: 2);
        await using var host = await RunningHost.StartAsync(
            server.Database, TimeProvider.System, [("Host:With", "kafka"), ("Reference:Seed", "Demo"), ("Matching:KeyFolder", keys.Path), .. settings]);
        var before = new Transfer("before", Transfer.BankA, Transfer.BankB, 10);
        var during = Enumerable.Range(0, 5).Select(i => new Transfer($"during-{i}", Transfer.BankA, Transfer.BankB, 20 + i)).ToArray();
        await host.PayAsync(before);
        await host.UntilSettledAsync(before);

        await server.StopServerAsync();
        await host.PayAsync(during);
        var again = (await host.SubmitAsync(before.Body)).With(HttpStatusCode.OK);
        Assert.Equal(("deduped", null), ((string?)again["status"], (string?)again["metadata"]!["original_batch"]));
        var health = await RunningHost.UntilAsync("health says degraded", () => host.GetAsync("/health"), answer => answer.Text.Contains("degraded", StringComparison.Ordinal));
        await server.StartServerAsync();

        Assert.Equal(HttpStatusCode.OK, health.Status);
        foreach (var payment in during)
        {
            await RunningHost.UntilAsync(
                $"{payment.Id} settles", () => host.GetAsync("/api/v1/transactions/" + payment.Id),
                answer => answer.Status == HttpStatusCode.OK && (string?)answer.Json["status"] == "settled");
        }

        var batch = await RunningHost.UntilAsync(
            "a repetition names its batch again", () => host.SubmitAsync(before.Body), answer => answer.Status == HttpStatusCode.OK && answer.Json["metadata"]!["original_batch"] is not null);
        Assert.StartsWith("batch_", (string?)batch.Json["metadata"]!["original_batch"], StringComparison.Ordinal);

        await using var database = NpgsqlDataSource.Create(server.Database.OwnerConnectionString);
        await using var command = database.CreateCommand("select (select count(*) from intake_dead_letters) + (select count(*) from dead_letters)");
        Assert.Equal(0L, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        await host.AssertBooksInOrderAsync();
    }
}
