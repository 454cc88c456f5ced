using System.Globalization;
using Npgsql;
using Settlement.Domain;
using Settlement.Domain.Batches;
using Settlement.Domain.Calendars;
using Settlement.Domain.Ledger;
using Settlement.Domain.Reference;
using Settlement.Domain.Windows;
using Settlement.Engine.Ledger;
using Settlement.Engine.Planning;
using Settlement.Engine.Reference;
using Settlement.Optimization;
using Settlement.Sagas.Drivers;
using Settlement.Tests.Http;
using Settlement.Tests.Ledger;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Risk;

/// <summary>
/// Four banks with caps on the real problem builder, plan store and ledger, and a test's own account of what every batch may draw and has moved on its
/// settlement day.
/// </summary>
internal sealed class CapCommunity(LedgerBook book, int seed) : IReferenceData
{
    public static readonly string[] Banks = ["a", "b", "c", "d"];

    private readonly ManualClock clock = new(new DateTimeOffset(2026, 11, 24, 6, 0, 0, TimeSpan.Zero));
    private readonly Random random = new(seed);
    private readonly List<OpenBatch> open = [];
    private readonly List<Candidate> waiting = [];
    private readonly Dictionary<(string Bank, DateOnly Day), (long Sent, long Received)> moved = [];
    private PlanStore plans = null!;
    private ProblemBuilder builder = null!;
    private PostgresLedger ledger = null!;
    private int number;

    /// <summary>The most that any bank sent net on any day, and in all.</summary>
    public (long Net, long Gross) Most { get; private set; }

    public int Replanned { get; private set; }

    public ReferenceSnapshot Current { get; } = new(
        1, Banks.Select(bank => new Participant(bank, bank, null, ParticipantStatus.Active, "eu")), [],
        Banks.Select(bank => new NetDebitCap(bank, "EUR", CapOf(bank))), [], new Domain.Fx.FxRates([]));

    public static long CapOf(string bank) => 4_000 + (1_000 * Array.IndexOf(Banks, bank));

    public Task RefreshAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public static async Task<CapCommunity> OpenAsync(PostgresServer server, int seed)
    {
        var community = new CapCommunity(await LedgerBook.OpenAsync(server), seed);
        community.ledger = community.Book.Ledger(time: community.clock);
        community.plans = new PlanStore(community.Book.Database.DataSource, community.clock);
        community.builder = new ProblemBuilder(community.plans, new PlanReader(community.Book.Database.DataSource), community.ledger, community, community.clock);
        await community.ledger.PostAsync([.. Banks.Select((bank, i) => LedgerBook.Funding(bank, 20_000 + (i * 2_000)))], CancellationToken.None);
        return community;
    }

    public LedgerBook Book { get; } = book;

    /// <summary>One of: plan an RTGS round or a window; settle, fail in part or give up an open batch; let hours pass.</summary>
    public async Task StepAsync(int step)
    {
        switch (random.Next(8))
        {
            case 0 or 1:
                await PlanAsync(step);
                break;
            case >= 2 and <= 5 when open.Count > 0:
                await SettleAsync(Take());
                break;
            case 6 when open.Count > 0:
                await (random.Next(3) == 0 ? FinishAsync(Take().Batch, BatchState.Abandoned) : FailInPartAsync(open[random.Next(open.Count)]));
                break;
            default:
                clock.Advance(TimeSpan.FromMinutes(random.Next(1, 150)));
                break;
        }

        if (random.Next(3) == 0)
        {
            await plans.ReleaseFinalAsync(CancellationToken.None);
        }
    }

    /// <summary>What each bank has sent net on each day, with all that its open batches may still send then: never more than its cap.</summary>
    public void AssertWithinCaps()
    {
        foreach (var bank in Banks)
        {
            foreach (var day in moved.Keys.Select(key => key.Day).Concat(open.Select(batch => batch.Day)).Distinct())
            {
                var (sent, received) = moved.GetValueOrDefault((bank, day));
                var toCome = open.Where(batch => batch.Day == day).Sum(batch => batch.MayDraw(bank));
                Assert.True(
                    sent - received + toCome <= CapOf(bank),
                    string.Create(CultureInfo.InvariantCulture, $"{bank} sent {sent}, received {received} and may send {toCome} on {day:yyyy-MM-dd} with a cap of {CapOf(bank)}"));
                Most = (Math.Max(Most.Net, sent - received), Math.Max(Most.Gross, sent));
            }
        }
    }

    private async Task PlanAsync(int step)
    {
        waiting.AddRange(Enumerable.Range(0, random.Next(1, 14)).Select(_ => Payment()));
        var today = CutOff.Of("EUR").DateAt(clock.GetUtcNow());
        var gross = random.Next(2) == 0;
        var day = gross ? today : today.AddDays(random.Next(2));
        var windowId = gross ? WindowId.Rtgs : new WindowId(WindowKind.T0, "EUR", day).ToString();
        var built = await builder.BuildAsync(windowId, gross ? SettlementMode.Gross : SettlementMode.Net, waiting, null, CancellationToken.None);
        var problem = built.Problem with { PlanId = string.Create(CultureInfo.InvariantCulture, $"plan{step}"), MaxBatchSize = random.Next(1, 6) };
        var plan = Planner.Plan(problem);
        Assert.True(await plans.StoreAsync(built.Head, windowId, problem, plan, CancellationToken.None));
        open.AddRange(plan.Batches.Select(batch => new OpenBatch(plan.PlanId, batch, problem.Mode, day, [])));
        Forget(plan.Batches.SelectMany(batch => batch.Payments));
    }

    /// <summary>Some pay-ins of a batch are confirmed, one is refused: as the engine does, its payments leave, the rest is netted again and refunded.</summary>
    private async Task FailInPartAsync(OpenBatch stored)
    {
        var payIns = stored.Batch.Wires.Where(wire => wire.Debtor != PlannedWire.SystemParty).ToList();
        if (payIns.Count == 0)
        {
            return;
        }

        var failed = payIns[random.Next(payIns.Count)];
        var gone = stored.Batch.Payments.Where(payment => failed.TransactionId is { } id ? payment.TransactionId == id : payment.Debtor == failed.Debtor || payment.Creditor == failed.Debtor)
            .Select(payment => payment.TransactionId).ToHashSet(StringComparer.Ordinal);
        List<PlannedWire> confirmed = [.. stored.Confirmed, .. payIns.Where(wire => wire != failed && random.Next(2) == 0)];
        var paid = confirmed.Select(wire => wire.TransactionId).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var rest = stored.Batch.Payments.Where(payment => !gone.Contains(payment.TransactionId)).ToList();
        var built = await builder.BuildAsync(stored.Batch.BatchId, SettlementMode.Net, rest, stored.Batch.BatchId, CancellationToken.None);
        var feasible = Planner.Plan(built.Problem with { MaxBatchSize = Math.Max(1, rest.Count) });
        var late = feasible.Deferred.Where(deferral => !paid.Contains(deferral.TransactionId)).ToList();
        var next = Planner.Replan(stored.Batch, [.. gone, .. late.Select(deferral => deferral.TransactionId)], confirmed, stored.Mode);
        Assert.True(await plans.StoreRoundAsync(
            built.Head, stored.PlanId, next,
            [
                .. gone.Select(id => new RemovedPayment(id, "refused", "refused", null)),
                .. late.Select(deferral => new RemovedPayment(deferral.TransactionId, "liquidity_lost", "late", deferral)),
            ],
            CancellationToken.None));
        waiting.AddRange(stored.Batch.Payments.Where(payment => late.Exists(deferral => deferral.TransactionId == payment.TransactionId)));
        open[open.IndexOf(stored)] = stored with { Batch = next, Confirmed = confirmed };
        Replanned++;
    }

    private async Task SettleAsync(OpenBatch settled)
    {
        var wires = settled.AllWires;
        await ledger.PostAsync(SettlementEntries.For(settled.Batch, wires), CancellationToken.None);
        foreach (var bank in Banks)
        {
            var (sent, received) = moved.GetValueOrDefault((bank, settled.Day));
            moved[(bank, settled.Day)] = (
                sent + wires.Where(wire => wire.Debtor == bank).Sum(wire => wire.AmountMinor),
                received + wires.Where(wire => wire.Creditor == bank).Sum(wire => wire.AmountMinor));
        }

        await FinishAsync(settled.Batch, BatchState.Settled);
    }

    private OpenBatch Take()
    {
        var taken = open[random.Next(open.Count)];
        open.Remove(taken);
        return taken;
    }

    private void Forget(IEnumerable<Candidate> planned)
    {
        var ids = planned.Select(payment => payment.TransactionId).ToHashSet(StringComparer.Ordinal);
        waiting.RemoveAll(payment => ids.Contains(payment.TransactionId));
    }

    private async Task FinishAsync(PlannedBatch batch, string state)
    {
        await using var command = Book.Database.DataSource.CreateCommand("""
            insert into batches (id, version, state, created_at, updated_at, batch_id, window_id, round, plan_hash, transactions, cost_minor, naive_cost_minor, is_open)
            values ($1, 1, $2, now(), now(), $3, 'rtgs', 1, '', 1, 0, 0, false)
            """);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = CorrelationIds.Batch(batch.BatchId) });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = state });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = batch.BatchId });
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>More from a and b than from the others, so that their caps bind over the day.</summary>
    private Candidate Payment()
    {
        var debtor = random.Next(3) == 0 ? random.Next(Banks.Length) : random.Next(2);
        var minor = random.Next(1, 1_500);
        return new Candidate(
            string.Create(CultureInfo.InvariantCulture, $"t{++number}"), number, Banks[debtor], Banks[(debtor + random.Next(1, Banks.Length)) % Banks.Length],
            "EUR", minor, "EUR", minor);
    }

    /// <param name="Confirmed">What wires of earlier rounds have moved.</param>
    private sealed record OpenBatch(string PlanId, PlannedBatch Batch, SettlementMode Mode, DateOnly Day, IReadOnlyList<PlannedWire> Confirmed)
    {
        public IReadOnlyList<PlannedWire> AllWires => [.. Confirmed, .. Batch.Wires];

        /// <summary>The sum of its wires; of a batch that was planned again, posted as a whole with its refunds, the net.</summary>
        public long MayDraw(string bank)
        {
            var debits = AllWires.Where(wire => wire.Debtor == bank).Sum(wire => wire.AmountMinor);
            return Batch.Round == 1 ? debits : Math.Max(0, debits - AllWires.Where(wire => wire.Creditor == bank).Sum(wire => wire.AmountMinor));
        }
    }
}
