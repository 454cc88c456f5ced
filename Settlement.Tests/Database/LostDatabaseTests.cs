using System.Net;
using Npgsql;
using Settlement.Tests.EndToEnd;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Database;

/// <summary>A database that is gone, as while it is being restored, is an outage: the host says so and goes on when it is back.</summary>
public sealed class LostDatabaseTests(PostgresServer server)
{
    [Fact]
    public async Task A_host_whose_database_is_gone_says_so_and_goes_on_when_it_is_back()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartHostAsync(("Reference:PollMilliseconds", "100"));
        var name = new NpgsqlConnectionStringBuilder(day.Database.Database.OwnerConnectionString).Database!;
        await using var other = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(day.Database.Database.OwnerConnectionString) { Database = "postgres", Pooling = false }.ConnectionString);

        // The host tries again and again: it must find the door shut while its sessions are ended, for nobody may be connected to what is renamed.
        await ExecuteAsync(other, $"alter database {name} allow_connections false");
        await ExecuteAsync(other, $"select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '{name}'");
        await ExecuteAsync(other, $"alter database {name} rename to {name}_away");
        var sick = await RunningHost.UntilAsync("the host is unhealthy", () => host.GetAsync("/health"), answer => answer.Status == HttpStatusCode.ServiceUnavailable);
        Assert.Equal("unhealthy", (string?)sick.Json["status"]);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await host.SubmitAsync(new Transfer("lost1", Transfer.BankA, Transfer.BankB, 10m).Body)).Status);

        await ExecuteAsync(other, $"alter database {name}_away allow_connections true");
        await ExecuteAsync(other, $"alter database {name}_away rename to {name}");
        await RunningHost.UntilAsync("the host is healthy", () => host.GetAsync("/health"), answer => answer.Status == HttpStatusCode.OK);
        await RunningHost.UntilAsync(
            "payments are taken", () => host.SubmitAsync(new Transfer("lost1", Transfer.BankA, Transfer.BankB, 10m).Body), answer => answer.Status is HttpStatusCode.Accepted or HttpStatusCode.OK);
        await host.UntilTransactionAsync("lost1", "settled");
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
