using FsCheck;
using FsCheck.Fluent;
using Settlement.Domain.Batches;
using Settlement.Optimization;
using Settlement.Optimization.Checking;
using Xunit;

namespace Settlement.Tests.Optimization;

/// <summary>Rounds after a party failed, with some of the wires confirmed already.</summary>
public sealed class ReplanLaws
{
    private sealed record Case(BatchingProblem Problem, int Removed, int Confirmed)
    {
        public bool Takes(int mask, int place) => ((mask >> (place % 30)) & 1) == 1;
    }

    private static readonly Arbitrary<Case> Cases = Arb.From(
        from problem in Problems.OfEither(15).Generator
        from removed in Gen.Choose(0, int.MaxValue - 1)
        from confirmed in Gen.Choose(0, int.MaxValue - 1)
        select new Case(problem with { MaxBatchSize = 1_000 }, removed, confirmed));

    [Fact]
    public void All_rounds_together_move_exactly_the_last_positions() => Hold(given =>
    {
        var (rounds, confirmed, _) = Run(given);
        var moved = new Dictionary<(string, string), long>();
        foreach (var wire in confirmed.Concat(rounds[^1].Wires))
        {
            moved[(wire.Debtor, wire.Currency)] = moved.GetValueOrDefault((wire.Debtor, wire.Currency)) - wire.AmountMinor;
            moved[(wire.Creditor, wire.Currency)] = moved.GetValueOrDefault((wire.Creditor, wire.Currency)) + wire.AmountMinor;
        }

        var positions = rounds[^1].Positions.ToDictionary(position => (position.Participant, position.Currency), position =>
            position.NetMinor);
        return moved.Where(cell => cell.Value != 0 && cell.Key.Item1 != PlannedWire.SystemParty).ToDictionary() is var net
            && net.Count == positions.Count && net.All(cell => positions.GetValueOrDefault(cell.Key) == cell.Value);
    });

    [Fact]
    public void The_checker_finds_no_fault_in_any_round() => Hold(given =>
    {
        var (rounds, _, steps) = Run(given);
        for (var i = 0; i < steps.Count; i++)
        {
            var faults = PlanChecker.CheckRound(rounds[i], rounds[i + 1], steps[i].Removed, steps[i].Confirmed, given.Problem.Mode);
            Assert.True(faults.Count == 0, string.Join('\n', faults));
        }

        return true;
    });

    [Fact]
    public void A_round_without_its_payments_refunds_what_was_paid() => Hold(given =>
    {
        if (Planner.Plan(given.Problem).Batches is not [var batch, ..])
        {
            return true;
        }

        PlannedWire[] confirmed = [.. batch.Wires.Where(wire => wire.Phase == WirePhase.PayIn)];
        var empty = Planner.Replan(batch, [.. batch.Payments.Select(payment => payment.TransactionId)], confirmed, given.Problem.Mode);
        var toSystem = confirmed.Where(wire => wire.Creditor == PlannedWire.SystemParty).ToList();
        return empty.Payments.Count == 0 && empty.Positions.Count == 0 && empty.FxTrades.Count == 0
            && empty.Wires.Count == confirmed.Length
            && empty.Wires.Sum(wire => wire.AmountMinor) == confirmed.Sum(wire => wire.AmountMinor)
            && empty.Wires.Count(wire => wire.Phase == WirePhase.PayOut) == toSystem.Count;
    });

    [Fact]
    public void A_round_with_all_wires_confirmed_and_nothing_removed_has_none() => Hold(given =>
        Planner.Plan(given.Problem).Batches.All(batch =>
            Planner.Replan(batch, [], batch.Wires, given.Problem.Mode) is { Wires.Count: 0 } next
                && next.Payments.Count == batch.Payments.Count));

    [Fact]
    public void A_spoilt_round_is_refused() => Hold(given =>
    {
        var (rounds, _, steps) = Run(given);
        if (steps.Count == 0)
        {
            return true;
        }

        foreach (var (spoilt, expected) in Spoilt(rounds[0], rounds[1]))
        {
            var hashed = spoilt with { Hash = expected == PlanFaultKind.BatchHashWrong ? "" : PlanHash.Of(spoilt) };
            var faults = PlanChecker.CheckRound(rounds[0], hashed, steps[0].Removed, steps[0].Confirmed, given.Problem.Mode);
            Assert.Contains(faults, fault => fault.Kind == expected);
        }

        return true;
    });

    private static IEnumerable<(PlannedBatch Spoilt, PlanFaultKind Expected)> Spoilt(PlannedBatch previous, PlannedBatch next)
    {
        yield return (next, PlanFaultKind.BatchHashWrong);
        yield return (next with { Round = 3 }, PlanFaultKind.BatchMisnumbered);
        var extra = new PlannedWire($"{next.BatchId}_r2_w{next.Wires.Count + 1}", WirePhase.PayOut, PlannedWire.SystemParty, "zulu",
            "EUR", 1, null);
        yield return (next with { Wires = [.. next.Wires, extra] }, PlanFaultKind.WireUnexpected);
        if (next.Wires.Count > 0)
        {
            yield return (next with { Wires = [.. next.Wires.SkipLast(1)] }, PlanFaultKind.WireMissing);
        }

        if (next.Payments.Count > 0)
        {
            yield return (next with { Payments = [.. next.Payments.Skip(1)] }, PlanFaultKind.PaymentMissing);
            var first = next.Payments[0];
            yield return (next with { Payments = [first with { DestinationMinor = first.DestinationMinor + 1 },
                .. next.Payments.Skip(1)] }, PlanFaultKind.PaymentChanged);
        }

        if (previous.Payments.FirstOrDefault(payment => !next.Payments.Contains(payment)) is { } removed)
        {
            yield return (next with { Payments = [.. next.Payments, removed] }, PlanFaultKind.PaymentNotRemoved);
        }

        if (next.FxTrades.Count > 0)
        {
            yield return (next with { FxTrades = [next.FxTrades[0] with { Mid = 1.5m }, .. next.FxTrades.Skip(1)] },
                PlanFaultKind.FxTradeWrong);
        }
    }

    private sealed record Step(string[] Removed, PlannedWire[] Confirmed);

    /// <summary>Two more rounds: each removes some payments after some wires of the round were confirmed.</summary>
    private static (List<PlannedBatch> Rounds, List<PlannedWire> Confirmed, List<Step> Steps) Run(Case given)
    {
        var plan = Planner.Plan(given.Problem);
        if (plan.Batches.Count == 0)
        {
            return ([new PlannedBatch("batch_none_1", 1, [], [], [], [], "")], [], []);
        }

        var rounds = new List<PlannedBatch> { plan.Batches[0] };
        var confirmed = new List<PlannedWire>();
        var steps = new List<Step>();
        for (var round = 0; round < 2; round++)
        {
            var batch = rounds[^1];
            confirmed.AddRange(batch.Wires.Where((_, place) => given.Takes(given.Confirmed, place + (7 * round))));
            string[] removed = [.. batch.Payments.Where((_, place) => given.Takes(given.Removed, place + (5 * round)))
                .Select(payment => payment.TransactionId)];
            rounds.Add(Planner.Replan(batch, removed, confirmed, given.Problem.Mode));
            steps.Add(new Step(removed, [.. confirmed]));
        }

        return (rounds, confirmed, steps);
    }

    private static void Hold(Func<Case, bool> law) => Laws.Hold(Cases, law, cases: 200);
}
