using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Settlement.Engine.Database;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Database;

/// <summary>What a command like verify-ledger does with a data folder that it does not own.</summary>
public sealed class AttachTests : IDisposable
{
    private readonly TemporaryFolder _folder = new("settlement-attach");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Beside_a_live_host_its_server_is_used_and_left_running()
    {
        await using var host = await OwnPostgres.OpenAsync(_folder.Path);

        await using (var visitor = await Attach())
        {
            Assert.Null(visitor.Embedded);
            Assert.True(await Answers(visitor));
        }

        Assert.True(await Answers(host));
    }

    [Fact]
    public async Task Without_a_host_a_server_is_started_and_stopped_again()
    {
        await (await OwnPostgres.OpenAsync(_folder.Path)).DisposeAsync();

        var visitor = await Attach();
        Assert.True(await Answers(visitor));
        await visitor.DisposeAsync();

        Assert.False(File.Exists(_folder["pg/data/postmaster.pid"]));
    }

    [Fact]
    public async Task After_a_killed_host_its_server_serves()
    {
        await using var killed = await KilledHost.LeaveServerRunningAsync(_folder.Path);

        await using var visitor = await Attach();

        Assert.True(await Answers(visitor));
    }

    [Fact]
    public async Task A_folder_without_a_database_is_refused_and_left_as_it_is()
    {
        var refusal = await Assert.ThrowsAsync<DatabaseStartException>(Attach);

        Assert.Contains("no database", refusal.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["pg"]));
    }

    [Fact]
    public async Task A_schema_older_than_the_program_is_refused_by_the_step_it_lacks()
    {
        await using (var host = await OwnPostgres.OpenAsync(_folder.Path))
        {
            await using var owner = NpgsqlDataSource.Create(host.OwnerConnectionString);
            await using var forget = owner.CreateCommand("delete from schema_versions where version = 0");
            await forget.ExecuteNonQueryAsync(Cancellation);
        }

        var refusal = await Assert.ThrowsAsync<DatabaseStartException>(Attach);

        Assert.Contains("000_append_only.sql", refusal.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["pg/data/postmaster.pid"]));
    }

    private static async Task<bool> Answers(SettlementDatabase database)
    {
        await using var health = new DatabaseHealth(database);
        return await health.FindProblemAsync(Cancellation) is null;
    }

    private Task<SettlementDatabase> Attach() =>
        SettlementDatabase.AttachAsync(OwnPostgres.OptionsFor(_folder.Path), TimeProvider.System, NullLoggerFactory.Instance, Cancellation);
}
