using Settlement.Domain.Batches;
using Settlement.Engine.Planning;
using Settlement.Optimization;
using Settlement.Optimization.Checking;
using Settlement.Tests.Ledger;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Planning;

/// <summary>What keeps two planners, or one that was stopped in between, from promising liquidity or planning a payment twice.</summary>
public sealed class PlanStoreTests(PostgresServer server) : IAsyncLifetime
{
    private const string Window = "t0-EUR-2026-11-24";

    private TestDatabase _database = null!;
    private PlanStore _plans = null!;
    private PlanReader _reader = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await server.CreateDatabaseAsync();
        _plans = new PlanStore(_database.DataSource, TimeProvider.System);
        _reader = new PlanReader(_database.DataSource);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Of_two_plans_made_at_one_head_only_one_is_stored()
    {
        var (first, second) = (Problem("first", 1, 2), Problem("second", 3, 4));
        var head = await HeadAsync();

        Assert.True(await StoreAsync(head, first));
        Assert.False(await StoreAsync(head, second));
        Assert.Null(await _reader.FindAsync("second", Cancellation));
        Assert.True(await StoreAsync(await HeadAsync(), second));
    }

    [Fact]
    public async Task Many_planners_at_one_head_store_one_plan()
    {
        var head = await HeadAsync();
        var stored = await Task.WhenAll(Enumerable.Range(1, 16).Select(i => StoreAsync(head, Problem($"p{i}", i * 10))));
        Assert.Single(stored, isStored => isStored);
    }

    [Fact]
    public async Task A_plan_of_many_batches_is_kept_whole_and_its_problem_without_what_settles()
    {
        var problem = Problem("large", [.. Enumerable.Range(1, 120)]) with { MaxBatchSize = 2, Liquidity = [new Liquidity("bank_1", "EUR", 10_000, null)] };
        Assert.True(await StoreAsync(await HeadAsync(), problem));

        var stored = (await _reader.FindAsync("large", Cancellation))!.Plan;
        await using var command = _database.DataSource.CreateCommand("select problem::text from plans where plan_id = 'large'");
        var kept = PlanJson.Read<BatchingProblem>((string)(await command.ExecuteScalarAsync(Cancellation))!);

        Assert.True(stored.Batches.Count > 16, "more than one round trip takes");
        Assert.Equal(20, stored.Deferred.Count);
        Assert.Equal(stored.Deferred.Select(deferral => deferral.TransactionId).Order(), kept.Candidates.Select(candidate => candidate.TransactionId).Order());
        Assert.Empty(PlanChecker.Check(kept.With(stored.Batches), stored));
        Assert.NotEmpty(PlanChecker.Check(kept, stored));
    }

    [Fact]
    public async Task A_payment_that_is_in_a_batch_is_not_planned_into_another()
    {
        Assert.True(await StoreAsync(await HeadAsync(), Problem("first", 1, 2)));

        Assert.False(await StoreAsync(await HeadAsync(), Problem("second", 2, 3)));

        // Refused as a whole: nothing of it is left that would keep its other payment from being planned.
        Assert.Null(await _reader.FindAsync("second", Cancellation));
        Assert.True(await StoreAsync(await HeadAsync(), Problem("third", 3)));
    }

    [Fact]
    public async Task A_payment_that_a_round_put_off_can_be_planned_again_and_a_reversed_one_never()
    {
        var first = Problem("first", 1, 2, 3);
        await StoreAsync(await HeadAsync(), first);
        var batch = Assert.Single(Planner.Plan(first).Batches);
        RemovedPayment[] removed = [new("t1", "batch_abandoned", "waits", Waiting("t1")), new("t2", "account_blocked", "reversed", null)];
        var round = Planner.Replan(batch, ["t1", "t2"], [], SettlementMode.Net);

        Assert.True(await _plans.StoreRoundAsync(await HeadAsync(), "first", round, removed, Cancellation));

        Assert.True(await StoreAsync(await HeadAsync(), Problem("again", 1)));
        Assert.False(await StoreAsync(await HeadAsync(), Problem("never", 2)));
        Assert.False(await StoreAsync(await HeadAsync(), Problem("still_in", 3)));
    }

    [Fact]
    public async Task A_round_planned_at_an_older_head_is_not_stored()
    {
        var first = Problem("first", 1, 2);
        await StoreAsync(await HeadAsync(), first);
        var batch = Assert.Single(Planner.Plan(first).Batches);
        var round = Planner.Replan(batch, ["t1"], [], SettlementMode.Net);
        RemovedPayment[] removed = [new("t1", "batch_abandoned", "waits", Waiting("t1"))];
        var head = await HeadAsync();
        await StoreAsync(head, Problem("meanwhile", 5));

        Assert.False(await _plans.StoreRoundAsync(head, "first", round, removed, Cancellation));

        Assert.Equal(1, (await _reader.LatestRoundAsync(batch.BatchId, Cancellation))!.Batch.Round);
        Assert.False(await StoreAsync(await HeadAsync(), Problem("not_released", 1)));
    }

    [Fact]
    public async Task A_batch_reserves_what_its_wires_draw_until_it_is_planned_again()
    {
        var first = Problem("first", 1);
        await StoreAsync(await HeadAsync(), first);
        var batch = Assert.Single(Planner.Plan(first).Batches);

        Assert.Equal(100, (await HeadAsync()).Reserved("bank_1", "EUR"));
        Assert.Equal(0, (await _plans.ReadHeadAsync(batch.BatchId, Cancellation)).Reserved("bank_1", "EUR"));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Task<PlanningHead> HeadAsync() => _plans.ReadHeadAsync(null, Cancellation);

    private Task<bool> StoreAsync(PlanningHead head, BatchingProblem problem) => _plans.StoreAsync(head, Window, problem, Planner.Plan(problem), Cancellation);

    private static Deferral Waiting(string id) => new(id, DeferralReason.BatchAbandoned, "bank_1", "EUR", 0, 0);

    /// <summary>Payments t1, t2, ... of one euro each from the first bank to the second.</summary>
    private static BatchingProblem Problem(string planId, params int[] numbers) => new(
        planId, SettlementMode.Net,
        [.. numbers.Select(i => new Candidate($"t{i}", i, "bank_1", "bank_2", "EUR", 100, "EUR", 100))],
        [new Liquidity("bank_1", "EUR", 1_000_000, null)], [], RandomBatches.Rates, CostModel.Default);
}
