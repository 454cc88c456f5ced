using Microsoft.Extensions.Options;
using Npgsql;
using Settlement.Benchmarks.Chaos;
using Settlement.Domain.Batches;
using Settlement.Domain.Ledger;
using Settlement.Engine.Execution;
using Settlement.Engine.Leadership;
using Settlement.Engine.Ledger;
using Settlement.Engine.Matching;
using Settlement.Engine.Metrics;
using Settlement.Engine.Planning;
using Settlement.Engine.Progress;
using Settlement.Optimization;
using Settlement.Tests.Matching;
using Settlement.Tests.Optimization;
using Settlement.Tests.Sagas.GroupCommit;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Leadership;

/// <summary>Whatever a deposed engine writes is refused, and what its successor writes is not.</summary>
public sealed class FenceTests(PostgresServer postgres) : IAsyncLifetime
{
    private const string Duty = "planning";

    private readonly SettlementMetrics _metrics = new("settlement-fence-tests");
    private TestDatabase _database = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private FenceStore Fences => new(_database.DataSource);

    public async ValueTask InitializeAsync() => _database = await postgres.CreateDatabaseAsync();

    public ValueTask DisposeAsync()
    {
        _metrics.Dispose();
        return _database.DisposeAsync();
    }

    [Fact]
    public async Task A_session_whose_engine_stands_still_in_the_middle_of_a_write_is_ended_and_the_next_term_begins()
    {
        Assert.True(await Fences.RaiseAsync(new Lease(Duty, "frozen", 1), Cancellation));
        await using var frozen = await _database.DataSource.OpenConnectionAsync(Cancellation);
        await using var reading = await _database.DataSource.OpenConnectionAsync(Cancellation);

        // The server waits for this client, which holds the fence, and for a reader, who holds nothing up.
        await using var hold = new NpgsqlCommand($"begin; call hold_fences(array['{Duty}'], array[1::bigint]); set local idle_in_transaction_session_timeout = 0", frozen);
        await hold.ExecuteNonQueryAsync(Cancellation);
        await using var read = new NpgsqlCommand("begin; select count(*) from fences", reading);
        await read.ExecuteScalarAsync(Cancellation);
        var raising = Fences.RaiseAsync(new Lease(Duty, "successor", 2), Cancellation);

        await Deadline.UntilAsync(async () => await Fences.EndStalledAsync(Cancellation) == 1, TimeSpan.FromSeconds(10), () => "the session is not ended");

        Assert.True(await raising);
        Assert.Equal(1L, await new NpgsqlCommand("select 1::bigint", reading).ExecuteScalarAsync(Cancellation));
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => new NpgsqlCommand("commit", frozen).ExecuteNonQueryAsync(Cancellation));
    }

    [Fact]
    public async Task A_session_that_goes_on_with_a_long_write_is_left_alone()
    {
        await using var busy = await _database.DataSource.OpenConnectionAsync(Cancellation);
        await using var begin = new NpgsqlCommand("begin; insert into fences (lease, token, holder, raised_at) values ('busy', 1, 'busy', now())", busy);
        await begin.ExecuteNonQueryAsync(Cancellation);
        var until = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(until) < TimeSpan.FromSeconds(1.5))
        {
            await new NpgsqlCommand("select 1", busy).ExecuteScalarAsync(Cancellation);
            Assert.Equal(0, await Fences.EndStalledAsync(Cancellation));
        }

        await new NpgsqlCommand("rollback", busy).ExecuteNonQueryAsync(Cancellation);
    }

    public static TheoryData<string> Writers() => ["progress", "dead letter", "plan", "reservation", "wires", "region", "consensus", "ledger"];

    [Theory]
    [MemberData(nameof(Writers))]
    public async Task A_deposed_engines_write_is_refused_and_its_successors_is_not(string writer)
    {
        var (first, second) = (new Fence(Duty, 1), new Fence(Duty, 2));
        Assert.True(await Fences.RaiseAsync(new Lease(Duty, "first", 1), Cancellation));
        Assert.True(await Fences.RaiseAsync(new Lease(Duty, "second", 2), Cancellation));

        using (FenceScope.Enter(first))
        {
            var refusal = await Assert.ThrowsAnyAsync<Exception>(() => WriteAsync(writer, "deposed"));
            Assert.True(FenceGuard.IsRefusal(refusal), refusal.ToString());
        }

        Assert.Equal(0, await RowsAsync());
        using (FenceScope.Enter(second))
        {
            await WriteAsync(writer, "successor");
        }

        await WriteAsync(writer, "no engine");
    }

    [Fact]
    public async Task A_sagas_change_of_a_deposed_engine_is_refused_and_its_neighbours_in_the_commit_are_not()
    {
        await using var database = await ParcelService.CreateDatabaseAsync(postgres);
        await using var parcels = ParcelService.On(database.DataSource);
        var fences = new FenceStore(database.DataSource);
        await fences.RaiseAsync(new Lease(Duty, "deposed", 1), Cancellation);
        await fences.RaiseAsync(new Lease(Duty, "successor", 2), Cancellation);

        var sends = Enumerable.Range(0, 40).Select(async i =>
        {
            using var scope = i % 4 == 0 ? FenceScope.Enter(new Fence(Duty, 1)) : i % 4 == 1 ? FenceScope.Enter(new Fence(Duty, 2)) : null;
            await parcels.Dispatcher.SendAsync(new SendParcel($"parcel-{i}", "sender", ParcelService.Morning), Cancellation);
        }).ToList();

        await Task.WhenAll(sends).ContinueWith(_ => { }, TaskScheduler.Default);
        for (var i = 0; i < sends.Count; i++)
        {
            Assert.Equal(i % 4 == 0, sends[i].IsFaulted);
            Assert.True(i % 4 != 0 || FenceGuard.IsRefusal(sends[i].Exception!), sends[i].Exception?.ToString());
        }

        Assert.Equal(0, await ParcelService.CountTornAsync(database.DataSource));
    }

    [Fact]
    public async Task A_lower_token_cannot_be_raised_and_every_term_stays_on_record()
    {
        Assert.True(await Fences.RaiseAsync(new Lease(Duty, "one", 5), Cancellation));
        Assert.False(await Fences.RaiseAsync(new Lease(Duty, "two", 5), Cancellation));
        Assert.False(await Fences.RaiseAsync(new Lease(Duty, "two", 4), Cancellation));
        Assert.True(await Fences.RaiseAsync(new Lease(Duty, "two", 9), Cancellation));

        Assert.Equal(9, await Fences.HighestAsync(Duty, Cancellation));
        await using var terms = _database.DataSource.CreateCommand("select array_agg(holder || ' ' || token order by token) from lease_terms");
        Assert.Equal(["one 5", "two 9"], (string[])(await terms.ExecuteScalarAsync(Cancellation))!);
    }

    [Fact]
    public async Task A_fence_is_raised_only_after_the_writes_under_the_old_one_have_ended()
    {
        await Fences.RaiseAsync(new Lease(Duty, "one", 1), Cancellation);
        await using var connection = await _database.DataSource.OpenConnectionAsync(Cancellation);
        Task<bool> raising;
        using (FenceScope.Enter(new Fence(Duty, 1)))
        {
            await using var transaction = await connection.BeginTransactionAsync(Cancellation);
            await transaction.HoldFenceAsync(Cancellation);
            raising = Fences.RaiseAsync(new Lease(Duty, "two", 2), Cancellation);
            Assert.NotSame(raising, await Task.WhenAny(raising, Task.Delay(200, Cancellation)));
            await transaction.CommitAsync(Cancellation);
        }

        Assert.True(await raising);
    }

    [Fact]
    public async Task An_engine_that_freezes_inside_a_transaction_holds_its_successor_up_for_seconds_only()
    {
        await Fences.RaiseAsync(new Lease(Duty, "frozen", 1), Cancellation);
        await using var connection = await _database.DataSource.OpenConnectionAsync(Cancellation);
        using var scope = FenceScope.Enter(new Fence(Duty, 1));
        var transaction = await connection.BeginTransactionAsync(Cancellation);
        await transaction.HoldFenceAsync(Cancellation);

        Assert.True(await Fences.RaiseAsync(new Lease(Duty, "heir", 2), Cancellation).WaitAsync(TimeSpan.FromSeconds(10), Cancellation));

        var woken = await Assert.ThrowsAnyAsync<Exception>(() => transaction.CommitAsync(Cancellation));
        Assert.True(FenceGuard.IsRefusal(woken) || woken is NpgsqlException, woken.ToString());
    }

    private async Task WriteAsync(string writer, string tag)
    {
        var time = TimeProvider.System;
        var batch = Community.Ring(tag.Replace(' ', '_'), parties: 4, payments: 4);
        switch (writer)
        {
            case "progress":
                await new EngineProgress(_database.DataSource, time).SaveAsync(tag, 1, Cancellation);
                break;
            case "dead letter":
                await new EngineProgress(_database.DataSource, time).DeadLetterAsync(tag, 1, "key", "reason", "{}", Cancellation);
                break;
            case "plan":
                var plans = new PlanStore(_database.DataSource, time);
                var head = await plans.ReadHeadAsync(null, Cancellation);
                var problem = new BatchingProblem(tag, SettlementMode.Net, batch.Payments, [], [], Problems.Rates, CostModel.Default);
                Assert.True(await plans.StoreAsync(head, "rtgs", problem, Planner.Plan(problem), Cancellation));
                break;
            case "reservation":
                await new PlanStore(_database.DataSource, time).ReleaseFinalAsync(Cancellation);
                break;
            case "wires":
                await new PostgresWireStore(_database.HotDataSource, _metrics).OpenAsync(batch, null, time.GetUtcNow(), Cancellation);
                break;
            case "region":
                await new PostgresWireStore(_database.HotDataSource, _metrics).RaiseTokenAsync(tag, 1, Cancellation);
                break;
            case "consensus":
                await new PostgresConsensusLog(_database.HotDataSource, new EngineIdentity(), time).FixAsync(tag, [1], Cancellation);
                break;
            case "ledger":
                using (var metrics = new SettlementMetrics("fence-tests"))
                using (var ledger = new PostgresLedger(_database.HotDataSource, new LedgerReader(_database.DataSource), Options.Create(new LedgerOptions()), metrics, time))
                {
                    await ledger.PostAsync([FundingEntry.For("bank_a", "EUR", 100, tag.Replace(' ', '-'))], Cancellation);
                }

                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(writer));
        }
    }

    private async Task<long> RowsAsync()
    {
        await using var command = _database.DataSource.CreateCommand("""
            select (select count(*) from engine_progress) + (select count(*) from dead_letters) + (select count(*) from plans) + (select count(*) from wires)
                + (select count(*) from rail_regions) + (select count(*) from consensus_log) + (select count(*) from consensus_decisions)
                + (select count(*) from ledger_entries)
            """);
        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }
}
