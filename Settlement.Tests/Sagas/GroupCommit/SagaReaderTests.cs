using Settlement.Domain;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Sagas.GroupCommit;

public sealed class SagaReaderTests(PostgresServer postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_query_returns_typed_sagas_in_its_order_and_within_its_limit()
    {
        await using var database = await ParcelService.CreateDatabaseAsync(postgres);
        await using var parcels = ParcelService.On(database.HotDataSource);
        foreach (var (id, grams) in new[] { ("A", 300L), ("B", 100L), ("C", 200L), ("D", 50L) })
        {
            await parcels.SendAsync(new SendParcel(id, "Alice", ParcelService.Morning));
            await parcels.SendAsync(new ParcelWeighed(id, grams, ParcelService.Morning));
        }

        await parcels.SendAsync(new ParcelPacked("A", ParcelService.Morning));
        var found = await parcels.Reader.QueryAsync(
            "where state = any($1) and grams >= $2 order by grams limit $3", [new[] { "Sent", "Packed" }, 100L, 2], Cancellation);

        Assert.Equal("B C", string.Join(' ', found.Select(parcel => parcel.ParcelId)));
        Assert.All(found, parcel => Assert.Equal((2, "Sent", "Alice", (string?)null), (parcel.Version, parcel.CurrentState, parcel.Sender, parcel.Carrier)));
    }

    [Fact]
    public async Task Ids_that_do_not_exist_are_left_out()
    {
        await using var database = await ParcelService.CreateDatabaseAsync(postgres);
        await using var parcels = ParcelService.On(database.HotDataSource);
        await parcels.SendAsync(new SendParcel("A", "Alice", ParcelService.Morning));

        var found = await parcels.Reader.LoadAsync([CorrelationIds.Transaction("A"), CorrelationIds.Transaction("B")], Cancellation);

        Assert.Equal("A", Assert.Single(found).Value.ParcelId);
    }
}
