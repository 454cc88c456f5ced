using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Settlement.Engine.Database;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Database;

public sealed class DatabaseRegistrationTests(PostgresServer postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_container_hands_out_both_pools_and_health_and_leaves_the_database_open()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var services = new ServiceCollection().AddDatabase(database.Database).BuildServiceProvider();
        await using (services)
        {
            Assert.Equal("on", await Scan(services.GetRequiredService<NpgsqlDataSource>()));
            Assert.Equal("off", await Scan(services.GetRequiredKeyedService<NpgsqlDataSource>(DatabaseConnections.Hot)));
            Assert.Null(await services.GetRequiredService<DatabaseHealth>().FindProblemAsync(Cancellation));
        }

        Assert.Equal("on", await Scan(database.DataSource));
    }

    [Fact]
    public void Options_are_read_from_the_section_Database()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Database:DataFolder"] = "elsewhere",
            ["Database:Source"] = "package",
            ["Database:Settings:shared_buffers"] = "1GB",
        }).Build();

        var options = configuration.GetDatabaseOptions();

        Assert.Equal("elsewhere", options.DataFolder);
        Assert.Equal(PostgresSource.Package, options.Source);
        Assert.Equal("1GB", options.Settings["shared_buffers"]);
        Assert.Equal(".cache", options.CacheFolder);
    }

    private static async Task<object?> Scan(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand("select current_setting('enable_seqscan')");
        return await command.ExecuteScalarAsync(Cancellation);
    }
}
