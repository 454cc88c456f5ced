using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using Settlement.Domain.Batches;
using Settlement.Engine.Execution;
using Settlement.Engine.Execution.Simulation;
using Settlement.Engine.Metrics;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Execution;

/// <summary>One test's database, network and clock, and as many engines on them as it wants.</summary>
internal sealed class RailWorld : IAsyncDisposable
{
    /// <summary>No wire of these tests needs more calls of the stage: one that does is stuck.</summary>
    private const int MaxCalls = 200;

    private readonly TestDatabase _database;
    private readonly SettlementMetrics _metrics = new("settlement-rail-tests");

    private RailWorld(TestDatabase database) => _database = database;

    public LeapingTime Time { get; } = new();

    public FaultPlan Faults { get; init; } = new();

    public ExecutionOptions Settings { get; } = new() { CallTimeoutMilliseconds = 60_000 };

    public SimulatedNetwork Network => new(_database.HotDataSource, Time);

    public PostgresWireStore Store => new(_database.HotDataSource, _metrics);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<RailWorld> CreateAsync(PostgresServer postgres, FaultPlan? faults = null) =>
        new(await postgres.CreateDatabaseAsync()) { Faults = faults ?? new FaultPlan() };

    /// <summary>An engine that has just started: nothing in memory but what it reads.</summary>
    public ExecutionStage Stage(Killer? killer = null)
    {
        killer ??= new Killer();
        var options = Options.Create(Settings);
        var store = killer.Around(Store);
        var rails = Settings.RegionList()
            .Select(region => killer.Around(new SimulatedRail(region, Network, Options.Create(Faults), Time))).ToList();
        return new ExecutionStage(
            store,
            new RegionDesk(rails, store, options, Time, NullLogger<RegionDesk>.Instance),
            new WireRules(new BackOff(options), options),
            options,
            Time,
            NullLogger<ExecutionStage>.Instance);
    }

    /// <summary>Calls the stage as its driver does until it need not be called again.</summary>
    /// <param name="experienced">The engine has executed something before, and has seen the regions.</param>
    public async Task<ExecutionResult> DriveAsync(PlannedBatch batch, Killer? killer = null, bool experienced = false)
    {
        var stage = Stage(killer);
        if (experienced)
        {
            await stage.ExecuteAsync(new PlannedBatch("nothing", 1, [], [], [], [], ""), Cancellation);
        }

        for (var call = 0; call < MaxCalls; call++)
        {
            var result = await stage.ExecuteAsync(batch, Cancellation);
            if (result.Outcome != ExecutionOutcome.Waiting)
            {
                return result;
            }

            Time.LeapTo(result.RetryAt!.Value);
        }

        throw new InvalidOperationException($"{batch.BatchId} is stuck");
    }

    /// <summary>Everything that a region still has under way arrives, or is refused by a fence.</summary>
    public Task<int> DeliverHeldAsync() => Network.DeliverHeldAsync(Time.GetUtcNow(), Cancellation);

    /// <summary>Completes when so many sessions of this database wait for a lock.</summary>
    public async Task WaitersAsync(int count)
    {
        var expected = count.ToString(CultureInfo.InvariantCulture);
        for (var look = 0; look < 5_000; look++)
        {
            if (await ListAsync("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") == expected)
            {
                return;
            }
        }

        Assert.Fail($"there never were {count} sessions waiting for a lock");
    }

    public Task<NpgsqlConnection> ConnectAsync() => _database.OwnerDataSource.OpenConnectionAsync(Cancellation).AsTask();

    /// <summary>Ids of wires that had their effect at the network, in order.</summary>
    public Task<string> EffectsAsync() => ListAsync("select wire_id from rail_sim.wires order by wire_id collate \"C\"");

    public Task<string> InStateAsync(string state) => ListAsync($"select wire_id from wires where state = '{state}' order by wire_id collate \"C\"");

    public async Task<string> ListAsync(string sql)
    {
        await using var command = _database.OwnerDataSource.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var rows = new List<string>();
        while (await reader.ReadAsync(Cancellation))
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture))));
        }

        return string.Join(' ', rows);
    }

    public ValueTask DisposeAsync()
    {
        _metrics.Dispose();
        return _database.DisposeAsync();
    }

    /// <summary>Net mode: one pay-in of each debtor and one pay-out to each creditor.</summary>
    public static PlannedBatch Batch(string batchId, int payIns, int payOuts)
    {
        var total = 1_000L * Math.Max(1, payIns) * Math.Max(1, payOuts);
        return new PlannedBatch(
            batchId, 1, [], [],
            [
                .. Enumerable.Range(0, payIns).Select(i => new PlannedWire(
                    $"{batchId}_1_in{i:000}", WirePhase.PayIn, $"debtor_{i}", PlannedWire.SystemParty, "EUR", total / payIns, null)),
                .. Enumerable.Range(0, payOuts).Select(i => new PlannedWire(
                    $"{batchId}_1_out{i:000}", WirePhase.PayOut, PlannedWire.SystemParty, $"creditor_{i}", "EUR", total / payOuts, null)),
            ],
            [], "");
    }
}
