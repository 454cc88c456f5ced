using Settlement.Sagas.GroupCommit;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Sagas.GroupCommit;

public sealed class SnapshotCacheTests(PostgresServer postgres)
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(1000)]
    public void The_cache_never_holds_more_than_its_capacity_and_keeps_the_newest(int capacity)
    {
        var cache = new SnapshotCache<ParcelSaga>(capacity);
        var ids = Enumerable.Range(0, 5000).Select(_ => Guid.NewGuid()).ToArray();

        foreach (var id in ids)
        {
            cache.Remember(new ParcelSaga { CorrelationId = id });
        }

        var held = ids.Count(id => cache.Find(id) is not null);
        Assert.InRange(held, 0, capacity);
        Assert.True(capacity < 2 || cache.Find(ids[^1]) is not null);
    }

    [Fact]
    public async Task The_next_message_of_a_saga_needs_no_select()
    {
        await using var database = await ParcelService.CreateDatabaseAsync(postgres);
        await using var parcels = ParcelService.On(database.HotDataSource);

        await parcels.RunLifeCycleAsync("P");

        Assert.Equal((0L, 3L), (parcels.Statistics.Loads, parcels.Statistics.CacheHits));
    }

    [Fact]
    public async Task A_change_decided_on_a_stale_snapshot_is_decided_again()
    {
        await using var database = await ParcelService.CreateDatabaseAsync(postgres);
        await using var here = ParcelService.On(database.HotDataSource);
        await using var there = ParcelService.On(database.HotDataSource);
        await here.SendAsync(new SendParcel("P", "Alice", ParcelService.Morning));
        await there.SendAsync(new ParcelWeighed("P", 500, ParcelService.Morning));

        await here.SendAsync(new ParcelPacked("P", ParcelService.Morning));

        var parcel = await here.FindAsync("P");
        Assert.Equal((3, "Packed", 500L), (parcel.Version, parcel.CurrentState, parcel.Grams));
    }

    [Fact]
    public async Task A_refusal_on_a_stale_snapshot_does_not_count()
    {
        await using var database = await ParcelService.CreateDatabaseAsync(postgres);
        await using var here = ParcelService.On(database.HotDataSource);
        await using var there = ParcelService.On(database.HotDataSource);
        await here.SendAsync(new SendParcel("P", "Alice", ParcelService.Morning));
        await there.SendAsync(new ParcelPacked("P", ParcelService.Morning));

        await here.SendAsync(new ParcelShipped("P", "post")); // Sent, which is all that is remembered here, does not answer it

        Assert.Equal("Shipped", (await here.FindAsync("P")).CurrentState);
    }

    [Fact]
    public async Task Doing_nothing_on_a_stale_snapshot_does_not_count()
    {
        await using var database = await ParcelService.CreateDatabaseAsync(postgres);
        await using var here = ParcelService.On(database.HotDataSource);
        await using var there = ParcelService.On(database.HotDataSource);
        await here.SendAsync(new SendParcel("P", "Alice", ParcelService.Morning));
        await here.SendAsync(new ParcelWeighed("P", 500, ParcelService.Morning));
        await there.SendAsync(new ParcelWeighed("P", 700, ParcelService.Morning));

        await here.SendAsync(new ParcelWeighed("P", 500, ParcelService.Morning));

        Assert.Equal((500L, 4), ((await here.FindAsync("P")).Grams, (await here.FindAsync("P")).Version));
    }
}
