using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Settlement.Engine.Database;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Intake;

public sealed class Database_outage
{
    [Fact]
    public async Task Is_answered_with_503_until_the_server_is_back_and_loses_nothing_that_was_accepted()
    {
        using var folder = new TemporaryFolder("intake-outage");
        var options = PostgresServer.OptionsFor(folder.Path);
        var server = await OpenAsync(options);
        var owner = server.OwnerConnectionString;
        var address = server.ConnectionString;
        await using var host = await IntakeHost.StartAsync(SettlementDatabase.At(options, owner, address));
        Assert.Equal(HttpStatusCode.Accepted, (await host.PostAsync(Bodies.Numbered("before"))).StatusCode);

        await server.DisposeAsync();
        var during = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => host.PostAsync(Bodies.Numbered($"during{i}"))));
        var batch = await host.PostAsync(Bodies.Batch(Bodies.Numbered("during0"), Bodies.Numbered("during1")), IntakeHost.Batch);

        Assert.All([.. during, batch], answer =>
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.NotNull(answer.Headers.RetryAfter);
        });

        options.Port = new Npgsql.NpgsqlConnectionStringBuilder(address).Port;
        server = await OpenAsync(options);
        try
        {
            // As a client would: again until it is taken, within a bound.
            var answers = new List<HttpStatusCode>();
            for (var attempt = 0; attempt < 50 && answers.LastOrDefault() != HttpStatusCode.Accepted; attempt++)
            {
                answers.Add((await host.PostAsync(Bodies.Numbered("after"))).StatusCode);
                await Task.Delay(TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken);
            }

            Assert.Equal(HttpStatusCode.Accepted, answers[^1]);
            Assert.Equal(HttpStatusCode.OK, (await host.PostAsync(Bodies.Numbered("before"))).StatusCode);
            Assert.Equal(
                ["before", "after"],
                (await host.Log.ReadAsync(0, 100, TestContext.Current.CancellationToken)).Select(entry => entry.Payment!.TransactionId));
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static async Task<SettlementDatabase> OpenAsync(DatabaseOptions options)
    {
        try
        {
            return await SettlementDatabase.OpenAsync(options, TimeProvider.System, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
        }
        catch (DatabaseStartException missing)
        {
            throw PostgresServer.Skip(missing.Message);
        }
    }
}
