using System.Globalization;
using Npgsql;
using Settlement.Domain;
using Settlement.Domain.Batches;
using Settlement.Domain.Ledger;
using Settlement.Domain.Reference;
using Settlement.Engine.Planning;
using Settlement.Engine.Reference;
using Settlement.Optimization;
using Settlement.Sagas.Drivers;
using Settlement.Tests.Ledger;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Risk;

/// <summary>
/// Random sequences of planning, settling single batches of a plan and giving one up, with the real problem
/// builder, plan store and ledger. What the open batches may draw together is within every cap and every balance after every step.
/// </summary>
public sealed class CapSequenceTests(PostgresServer server)
{
    private const int Steps = 40;
    private const long CapMinor = 5_000;

    private static readonly string[] Banks = ["a", "b", "c", "d"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task No_sequence_of_partial_settlements_passes_a_cap_or_a_balance(int seed)
    {
        await using var book = await LedgerBook.OpenAsync(server);
        var ledger = book.Ledger();
        await ledger.PostAsync([.. Banks.Select((bank, i) => LedgerBook.Funding(bank, 4_000 + (i * 2_000)))], CancellationToken.None);
        var plans = new PlanStore(book.Database.DataSource, TimeProvider.System);
        var builder = new ProblemBuilder(plans, ledger, new Caps());
        var random = new Random(seed);
        var open = new List<(PlannedBatch Batch, SettlementMode Mode)>();
        var waiting = new List<Candidate>();
        var (number, drawn) = (0, 0L);
        for (var step = 0; step < Steps; step++)
        {
            switch (random.Next(4))
            {
                case 0 or 1:
                    waiting.AddRange(Enumerable.Range(0, random.Next(1, 12)).Select(_ => Payment(++number, random)));
                    var mode = random.Next(2) == 0 ? SettlementMode.Gross : SettlementMode.Net;
                    var built = await builder.BuildAsync($"plan{step}", mode, waiting, null, CancellationToken.None);
                    var plan = Planner.Plan(built.Problem with { MaxBatchSize = random.Next(1, 6) });
                    Assert.True(await plans.StoreAsync(built.Head, "rtgs", built.Problem, plan, CancellationToken.None));
                    open.AddRange(plan.Batches.Select(batch => (batch, mode)));
                    var planned = plan.Batches.SelectMany(batch => batch.Payments).Select(payment => payment.TransactionId).ToHashSet(StringComparer.Ordinal);
                    waiting.RemoveAll(payment => planned.Contains(payment.TransactionId));
                    break;
                case 2 when open.Count > 0:
                    var settled = open[random.Next(open.Count)];
                    open.Remove(settled);
                    await ledger.PostAsync(SettlementEntries.For(settled.Batch, settled.Batch.Wires), CancellationToken.None);
                    await FinishAsync(book, settled.Batch, BatchState.Settled);
                    break;
                case 3 when open.Count > 0:
                    var given = open[random.Next(open.Count)];
                    open.Remove(given);
                    await FinishAsync(book, given.Batch, BatchState.Abandoned);
                    break;
            }

            if (random.Next(3) == 0)
            {
                await plans.ReleaseFinalAsync(CancellationToken.None);
            }

            drawn = Math.Max(drawn, await AssertWithinAsync(open, ledger));
        }

        Assert.True(drawn > CapMinor / 2, "the caps were hardly used: the sequence shows nothing");
    }

    /// <returns>The most that any bank may draw.</returns>
    private static async Task<long> AssertWithinAsync(List<(PlannedBatch Batch, SettlementMode Mode)> open, Engine.Ledger.ILedger ledger)
    {
        var balances = (await ledger.BalancesAsync(Engine.Ledger.LedgerMoment.Now, CancellationToken.None)).ToDictionary(row => row.Account, row => row.BalanceMinor);
        var most = 0L;
        foreach (var bank in Banks)
        {
            var debits = open.SelectMany(one => one.Batch.Wires).Where(wire => wire.Debtor == bank).Sum(wire => wire.AmountMinor);
            Assert.InRange(debits, 0, Math.Min(CapMinor, balances[LedgerAccounts.Settlement(bank)]));
            most = Math.Max(most, debits);
        }

        return most;
    }

    private static async Task FinishAsync(LedgerBook book, PlannedBatch batch, string state)
    {
        await using var command = book.Database.DataSource.CreateCommand("""
            insert into batches (id, version, state, created_at, updated_at, batch_id, window_id, round, plan_hash, transactions, cost_minor, naive_cost_minor, is_open)
            values ($1, 1, $2, now(), now(), $3, 'rtgs', 1, '', 1, 0, 0, false)
            """);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = CorrelationIds.Batch(batch.BatchId) });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = state });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = batch.BatchId });
        await command.ExecuteNonQueryAsync();
    }

    private static Candidate Payment(int number, Random random)
    {
        var debtor = random.Next(Banks.Length);
        var minor = random.Next(1, 3_000);
        return new Candidate(
            string.Create(CultureInfo.InvariantCulture, $"t{number}"), number, Banks[debtor], Banks[(debtor + random.Next(1, Banks.Length)) % Banks.Length],
            "EUR", minor, "EUR", minor);
    }

    /// <summary>Every bank active, with the same cap.</summary>
    private sealed class Caps : IReferenceData
    {
        public ReferenceSnapshot Current { get; } = new(
            1, Banks.Select(bank => new Participant(bank, bank, null, ParticipantStatus.Active, "eu")), [],
            Banks.Select(bank => new NetDebitCap(bank, "EUR", CapMinor)), [], new Domain.Fx.FxRates([]));

        public Task RefreshAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
