using Settlement.Domain.Reference;
using Settlement.Engine.Reference;
using Settlement.Tests.Servers;
using Xunit;
using static Settlement.Domain.Reference.ReferenceChange;

namespace Settlement.Tests.Reference;

public sealed class ReferenceRefresherTests(PostgresServer postgres)
{
    private const int NeverWithinTheTest = 60_000;
    private const int Often = 20;

    private static readonly Participant BankC = new("bank_c", "Bank C", null, ParticipantStatus.Active, "eu-west");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_of_another_host_is_loaded_when_it_is_told()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await using var told = await ReferenceHost.StartAsync(database, ReferenceSeed.None, Cancellation, NeverWithinTheTest);
        await using var changing = await ReferenceHost.StartAsync(database, ReferenceSeed.None, Cancellation, NeverWithinTheTest);
        await ListeningAsync(database, hosts: 2);

        await changing.Changes.ApplyAsync([new PutParticipant(BankC)], ReferenceHost.Note, Cancellation);

        await UntilAsync(() => told.Current.IsActive("bank_c"));
    }

    [Fact]
    public async Task A_change_that_nobody_told_is_found_by_its_version()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await using var host = await ReferenceHost.StartAsync(database, ReferenceSeed.None, Cancellation, Often);

        await using var silent = database.DataSource.CreateCommand(
            "insert into participants values ('bank_c', 'Bank C', null, 'active', 'eu-west'); update reference_version set version = version + 1");
        await silent.ExecuteNonQueryAsync(Cancellation);

        await UntilAsync(() => host.Current.IsActive("bank_c"));
    }

    [Fact]
    public async Task After_its_connections_were_cut_a_host_goes_on_with_what_it_knew_and_then_catches_up()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await using var host = await ReferenceHost.StartAsync(database, ReferenceSeed.Demo, Cancellation, Often);
        await ListeningAsync(database, hosts: 1);

        await using (var cut = database.OwnerDataSource.CreateCommand(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"))
        {
            await cut.ExecuteNonQueryAsync(Cancellation);
        }

        Assert.True(host.Current.IsActive("bank_a"));
        await using var other = await ReferenceHost.StartAsync(database, ReferenceSeed.None, Cancellation, NeverWithinTheTest);
        await other.Changes.ApplyAsync([new PutParticipant(BankC)], ReferenceHost.Note, Cancellation);
        await UntilAsync(() => host.Current.IsActive("bank_c"));
    }

    [Fact]
    public async Task Without_a_first_load_nobody_is_active()
    {
        Assert.False(ReferenceSnapshot.Empty.IsActive("bank_a"));
        await using var database = await postgres.CreateDatabaseAsync();
        await using var host = await ReferenceHost.StartAsync(database, ReferenceSeed.None, Cancellation);
        Assert.Equal(0, host.Current.Version);
    }

    private static Task ListeningAsync(TestDatabase database, int hosts) => UntilAsync(async () =>
    {
        await using var command = database.OwnerDataSource.CreateCommand(
            "select count(*) from pg_stat_activity where datname = current_database() and query like 'listen %'");
        return (long)(await command.ExecuteScalarAsync(Cancellation))! >= hosts;
    });

    private static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    /// <summary>Waits for what another process does; ends with the test's own time limit.</summary>
    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!await condition())
        {
            await look.WaitForNextTickAsync(limit.Token);
        }
    }
}
