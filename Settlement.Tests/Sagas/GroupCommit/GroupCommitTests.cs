using MassTransit;
using Settlement.Domain;
using Settlement.Sagas.GroupCommit;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Sagas.GroupCommit;

public sealed class GroupCommitTests(PostgresServer postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Life_cycles_side_by_side_share_commits_and_each_leaves_its_row_and_its_events()
    {
        await using var database = await ParcelService.CreateDatabaseAsync(postgres);
        await using var parcels = ParcelService.On(database.HotDataSource);

        await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => parcels.RunLifeCycleAsync($"P-{i}")));

        Assert.Equal(0, await ParcelService.CountTornAsync(database.DataSource));
        Assert.Equal(1000L, await CountAsync(database, "select count(*) from parcels where state = 'Delivered' and version = 4"));
        Assert.Equal(
            1000L,
            await CountAsync(database, """
                select count(*) from (select string_agg(from_state || '>' || to_state, ' ' order by version) as path from saga_events group by saga_id) p
                where path = 'Initial>Sent Sent>Packed Packed>Shipped Shipped>Delivered'
                """));
        var statistics = parcels.Statistics;
        Assert.Equal(4000, statistics.Writes);
        Assert.True(statistics.Commits < 400, $"{statistics.Commits} commits for 4,000 changes");
        Assert.Equal(0, statistics.Conflicts);
    }

    [Fact]
    public async Task A_message_sent_again_changes_nothing()
    {
        await using var database = await ParcelService.CreateDatabaseAsync(postgres);
        await using var parcels = ParcelService.On(database.HotDataSource);

        for (var i = 0; i < 2; i++)
        {
            await parcels.SendAsync(new SendParcel("P", "Alice", ParcelService.Morning));
            await parcels.SendAsync(new ParcelPacked("P", ParcelService.Morning));
        }

        Assert.Equal(2, (await parcels.FindAsync("P")).Version);
        Assert.Equal(2L, await CountAsync(database, "select count(*) from saga_events"));
        Assert.Equal(2, parcels.Statistics.Writes);
    }

    [Theory]
    [InlineData("32768")]
    [InlineData("0")]
    public async Task A_hundred_racing_duplicates_have_one_effect(string cacheSize)
    {
        await using var database = await ParcelService.CreateDatabaseAsync(postgres);
        await using var parcels = ParcelService.On(database.HotDataSource, ("CacheSize", cacheSize));

        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => parcels.SendAsync(new SendParcel("P", "Alice", ParcelService.Morning))));
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => parcels.SendAsync(new ParcelPacked("P", ParcelService.Morning))));

        var parcel = await parcels.FindAsync("P");
        Assert.Equal((2, "Packed"), (parcel.Version, parcel.CurrentState));
        Assert.Equal(0, await ParcelService.CountTornAsync(database.DataSource));
    }

    [Fact]
    public async Task Racing_changes_of_one_saga_are_all_kept()
    {
        await using var database = await ParcelService.CreateDatabaseAsync(postgres);
        await using var parcels = ParcelService.On(database.HotDataSource, ("ConcurrencyRetries", "100"));
        await parcels.SendAsync(new SendParcel("P", "Alice", ParcelService.Morning));

        await Task.WhenAll(Enumerable.Range(1, 20).Select(grams => parcels.SendAsync(new ParcelWeighed("P", grams, ParcelService.Morning))));

        Assert.Equal(21, (await parcels.FindAsync("P")).Version);
        Assert.Equal(20L, await CountAsync(database, "select count(distinct payload) from saga_events where event = 'ParcelWeighed'"));
        Assert.True(parcels.Statistics.Conflicts > 0);
    }

    [Fact]
    public async Task A_message_for_a_saga_that_does_not_exist_says_so_and_stores_nothing()
    {
        await using var database = await ParcelService.CreateDatabaseAsync(postgres);
        await using var parcels = ParcelService.On(database.HotDataSource);

        var missing = await Assert.ThrowsAsync<SagaNotFoundException>(() => parcels.SendAsync(new ParcelPacked("nowhere", ParcelService.Morning)));

        Assert.Equal(CorrelationIds.Transaction("nowhere"), missing.CorrelationId);
        Assert.Null(await parcels.Reader.FindAsync("nowhere", Cancellation));
        Assert.Equal(0L, await CountAsync(database, "select count(*) from saga_events"));
    }

    [Fact]
    public async Task A_message_that_the_state_does_not_answer_fails_and_stores_nothing()
    {
        await using var database = await ParcelService.CreateDatabaseAsync(postgres);
        await using var parcels = ParcelService.On(database.HotDataSource);
        await parcels.SendAsync(new SendParcel("P", "Alice", ParcelService.Morning));

        await Assert.ThrowsAsync<NotAcceptedStateMachineException>(() => parcels.SendAsync(new ParcelDelivered("P", ParcelService.Morning)));

        Assert.Equal(1, (await parcels.FindAsync("P")).Version);
    }

    [Fact]
    public async Task A_value_that_cannot_be_stored_fails_its_own_message_among_300()
    {
        await using var database = await ParcelService.CreateDatabaseAsync(postgres);
        await using var parcels = ParcelService.On(database.HotDataSource);

        var failures = await Task.WhenAll(Enumerable.Range(0, 300).Select(i =>
            Record.ExceptionAsync(() => parcels.SendAsync(new SendParcel($"P-{i}", i == 150 ? "zero \0 byte" : "Alice", ParcelService.Morning))).AsTask()));

        Assert.Equal([150], failures.Index().Where(entry => entry.Item is not null).Select(entry => entry.Index));
        Assert.Equal(299L, await CountAsync(database, "select count(*) from parcels"));
        Assert.Equal(0, await ParcelService.CountTornAsync(database.DataSource));
    }

    [Fact]
    public async Task Rows_that_break_a_constraint_fail_their_own_messages_among_300()
    {
        await using var database = await ParcelService.CreateDatabaseAsync(postgres);
        await using var parcels = ParcelService.On(database.HotDataSource);
        await Task.WhenAll(Enumerable.Range(0, 300).Select(async i =>
        {
            await parcels.SendAsync(new SendParcel($"P-{i}", "Alice", ParcelService.Morning));
            await parcels.SendAsync(new ParcelPacked($"P-{i}", ParcelService.Morning));
        }));

        var failures = await Task.WhenAll(Enumerable.Range(0, 300).Select(i =>
            Record.ExceptionAsync(() => parcels.SendAsync(new ParcelShipped($"P-{i}", i % 100 == 7 ? "nobody" : "post"))).AsTask()));

        Assert.Equal([7, 107, 207], failures.Index().Where(entry => entry.Item is not null).Select(entry => entry.Index));
        Assert.All(failures.OfType<Exception>(), failure => Assert.False(Settlement.Sagas.Pump.TransientFault.Matches(failure)));
        Assert.Equal(3L, await CountAsync(database, "select count(*) from parcels where state = 'Packed' and version = 2"));
        Assert.Equal(0, await ParcelService.CountTornAsync(database.DataSource));
    }

    [Fact]
    public async Task A_change_without_a_new_state_is_stored_and_one_without_any_change_is_not()
    {
        await using var database = await ParcelService.CreateDatabaseAsync(postgres);
        await using var parcels = ParcelService.On(database.HotDataSource);
        await parcels.SendAsync(new SendParcel("P", "Alice", ParcelService.Morning));

        await parcels.SendAsync(new ParcelWeighed("P", 500, ParcelService.Morning));
        await parcels.SendAsync(new ParcelWeighed("P", 500, ParcelService.Morning.AddHours(1)));

        var parcel = await parcels.FindAsync("P");
        Assert.Equal((2, 500L, ParcelService.Morning), (parcel.Version, parcel.Grams, parcel.UpdatedAt));
    }

    [Fact]
    public async Task A_fixed_column_cannot_be_changed_by_a_later_event()
    {
        await using var database = await ParcelService.CreateDatabaseAsync(postgres);
        await using var parcels = ParcelService.On(database.HotDataSource);
        await parcels.SendAsync(new SendParcel("P", "Alice", ParcelService.Morning));

        var refused = await Assert.ThrowsAnyAsync<Exception>(() => parcels.SendAsync(new ParcelReaddressed("P", "Bob")));

        Assert.Contains("sender", refused.Message, StringComparison.Ordinal);
        Assert.Equal(("Alice", 1), ((await parcels.FindAsync("P")).Sender, (await parcels.FindAsync("P")).Version));
    }

    private static async Task<long> CountAsync(TestDatabase database, string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }
}
