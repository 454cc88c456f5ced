using System.Security.Cryptography;
using System.Text;
using Settlement.Domain.Transactions;
using Settlement.Domain.Windows;
using Settlement.Engine.Intake;
using Settlement.Engine.Intake.Idempotency;
using Settlement.Engine.Metrics;
using Xunit;

namespace Settlement.Tests.Redis;

/// <summary>What every store of idempotency keys must do, alone and in front of a log that knows nothing of repetitions itself.</summary>
public abstract class IdempotencyContract
{
    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_and_an_id_are_claimed_once_and_told_apart()
    {
        await using var world = await OpenAsync();
        var record = Record("t1");

        Assert.Equal(ClaimState.New, (await world.Store.ClaimAsync(record, Stop)).State);
        Assert.Equal(ClaimState.Pending, (await world.Store.ClaimAsync(record, Stop)).State);
        await world.Store.CompleteAsync(record, Accepted("t1", 1_024), Stop);

        Assert.Equal(IdempotencyClaim.Known(Accepted("t1", 1_024) with { Outcome = AppendOutcome.Duplicate }), await world.Store.ClaimAsync(record, Stop));
        Assert.Equal(AppendOutcome.KeyReused, (await world.Store.ClaimAsync(Record("t1", body: "other"), Stop)).Answer?.Outcome);
        Assert.Equal(AppendOutcome.KeyReused, (await world.Store.ClaimAsync(Record("t2", key: "key-t1"), Stop)).Answer?.Outcome);
        Assert.Equal(AppendOutcome.TransactionExists, (await world.Store.ClaimAsync(Record("t1", key: "another"), Stop)).Answer?.Outcome);
        Assert.Equal(1_024, (await world.Store.FindAsync("t1", Stop))?.Position);
        Assert.Null(await world.Store.FindAsync("t2", Stop));
    }

    [Fact]
    public async Task A_claim_given_up_is_free_again_and_a_completed_one_is_not()
    {
        await using var world = await OpenAsync();
        await world.Store.ClaimAsync(Record("t1"), Stop);
        await world.Store.ReleaseAsync(Record("t1"), Stop);
        Assert.Equal(ClaimState.New, (await world.Store.ClaimAsync(Record("t1", body: "other"), Stop)).State);

        await world.Store.CompleteAsync(Record("t1", body: "other"), Accepted("t1", 2_048), Stop);
        await world.Store.ReleaseAsync(Record("t1", body: "other"), Stop);
        Assert.Equal(ClaimState.Known, (await world.Store.ClaimAsync(Record("t1", body: "other"), Stop)).State);
    }

    [Fact]
    public async Task Of_many_processes_that_claim_at_once_one_is_new()
    {
        await using var world = await OpenAsync();

        var claims = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(async () => await world.Store.ClaimAsync(Record("t1"), Stop), Stop)));

        Assert.Single(claims, claim => claim.State == ClaimState.New);
        Assert.Equal(63, claims.Count(claim => claim.State == ClaimState.Pending));
    }

    [Fact]
    public async Task A_payment_whose_append_failed_after_its_claim_is_appended_by_the_retry()
    {
        await using var world = await OpenAsync();
        var log = new FailingLog();
        var first = Front(log, world.Store);

        log.Fails = true;
        await Assert.ThrowsAsync<IntakeLogUnavailableException>(async () => await first.AppendAsync(Record("t1"), Stop));
        log.Fails = false;
        var retried = await first.AppendAsync(Record("t1"), Stop);
        var elsewhere = await Front(log, world.Store).AppendAsync(Record("t1"), Stop);

        Assert.Equal(AppendOutcome.Accepted, retried.Outcome);
        Assert.Equal(retried with { Outcome = AppendOutcome.Duplicate }, elsewhere);
        Assert.Equal(["t1"], log.Appended);
    }

    [Fact]
    public async Task Two_equal_requests_at_once_are_one_payment_and_one_repetition()
    {
        await using var world = await OpenAsync();
        var log = new FailingLog();
        var front = Front(log, world.Store);

        var results = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(async () => await front.AppendAsync(Record("t1"), Stop), Stop)));

        Assert.Single(results, result => result.Outcome == AppendOutcome.Accepted);
        Assert.Equal(31, results.Count(result => result.Outcome == AppendOutcome.Duplicate));
        Assert.Single(log.Appended);
    }

    protected static IntakeRecord Record(string id, string? key = null, string? body = null) => new(
        new Payment(id, key ?? "key-" + id, 25_000, "USD", "GBP", "acct_usa_88", "acct_uk_99", "cparty_london", WindowKind.Rtgs),
        SHA256.HashData(Encoding.UTF8.GetBytes(body ?? id)),
        $$"""{"transaction_id":"{{id}}"}""");

    protected abstract Task<StoreWorld> OpenAsync();

    private static AppendResult Accepted(string id, long position) =>
        new(AppendOutcome.Accepted, position, id, new DateTimeOffset(2026, 11, 23, 10, 0, 0, 250, TimeSpan.Zero));

    private static IdempotentIntakeLog Front(IIntakeLog log, IIdempotencyStore store) => new(log, store, 1_000, new SettlementMetrics(nameof(IdempotencyContract)));

    /// <summary>A store, and what must be disposed of with it.</summary>
    protected sealed record StoreWorld(IIdempotencyStore Store, Func<ValueTask> Close) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Close();
    }

    private sealed class FailingLog : IIntakeLog
    {
        private readonly Lock _gate = new();

        public bool Fails { get; set; }

        public List<string> Appended { get; } = [];

        public async ValueTask<AppendResult> AppendAsync(IntakeRecord record, CancellationToken cancellationToken)
        {
            await Task.Yield();
            if (Fails)
            {
                throw new IntakeLogUnavailableException("down");
            }

            lock (_gate)
            {
                Appended.Add(record.Payment.TransactionId);
                return Accepted(record.Payment.TransactionId, Appended.Count * 1_024);
            }
        }

        public Task<WindowCloseMarker> AppendWindowCloseAsync(string windowId, string closedBy, string reason, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<WindowCloseMarker>> ReadWindowClosesAsync(long upTo, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
