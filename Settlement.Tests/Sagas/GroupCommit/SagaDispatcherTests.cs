using Settlement.Domain;
using Settlement.Sagas.GroupCommit;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Sagas.GroupCommit;

public sealed class SagaDispatcherTests(PostgresServer postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_thousand_messages_are_sent_in_few_commits()
    {
        await using var database = await ParcelService.CreateDatabaseAsync(postgres);
        await using var parcels = ParcelService.On(database.HotDataSource);

        await parcels.Dispatcher.SendManyAsync([.. Enumerable.Range(0, 1000).Select(i => new SendParcel($"P-{i}", "Alice", ParcelService.Morning))], Cancellation);

        Assert.Equal(1000, (await parcels.Reader.QueryAsync("where state = 'Sent' limit 2000", [], Cancellation)).Count);
        Assert.True(parcels.Statistics.Commits <= 100, $"{parcels.Statistics.Commits} commits");
    }

    [Fact]
    public async Task One_failure_among_many_is_reported_and_keeps_no_other_from_being_done()
    {
        await using var database = await ParcelService.CreateDatabaseAsync(postgres);
        await using var parcels = ParcelService.On(database.HotDataSource);
        await parcels.Dispatcher.SendManyAsync([.. Enumerable.Range(0, 100).Select(i => new SendParcel($"P-{i}", "Alice", ParcelService.Morning))], Cancellation);

        var failed = await Assert.ThrowsAsync<AggregateException>(() => parcels.Dispatcher.SendManyAsync(
            [.. Enumerable.Range(0, 101).Select(i => new ParcelPacked($"P-{i}", ParcelService.Morning))], Cancellation));

        var missing = Assert.IsType<SagaNotFoundException>(Assert.Single(failed.InnerExceptions));
        Assert.Equal(CorrelationIds.Transaction("P-100"), missing.CorrelationId);
        Assert.Equal(100, (await parcels.Reader.QueryAsync("where state = 'Packed' limit 2000", [], Cancellation)).Count);
    }

    [Fact]
    public async Task A_cancelled_call_sends_no_more()
    {
        await using var database = await ParcelService.CreateDatabaseAsync(postgres);
        await using var parcels = ParcelService.On(database.HotDataSource);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => parcels.Dispatcher.SendManyAsync(
            [new SendParcel("P", "Alice", ParcelService.Morning)], new CancellationToken(canceled: true)));

        Assert.Null(await parcels.Reader.FindAsync("P", Cancellation));
    }

    [Fact]
    public async Task Sending_nothing_is_done_at_once()
    {
        await using var database = await ParcelService.CreateDatabaseAsync(postgres);
        await using var parcels = ParcelService.On(database.HotDataSource);

        await parcels.Dispatcher.SendManyAsync(Array.Empty<SendParcel>(), Cancellation);

        Assert.Equal(0, parcels.Statistics.Writes);
    }
}
