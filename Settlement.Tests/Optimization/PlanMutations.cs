using Settlement.Domain.Batches;
using Settlement.Optimization;
using Settlement.Optimization.Checking;

namespace Settlement.Tests.Optimization;

/// <summary>One way to spoil a plan; the result is hashed again, so that it is not the hash that gives it away.</summary>
/// <param name="Expected">A fault that the checker must name.</param>
/// <param name="Spoil">Null where the plan has nothing to spoil in this way. The number picks among several places.</param>
internal sealed record PlanMutation(string Name, PlanFaultKind Expected, Func<BatchingProblem, BatchPlan, int, BatchPlan?> Spoil)
{
    public override string ToString() => Name;
}

internal static class PlanMutations
{
    public static readonly IReadOnlyList<PlanMutation> All =
    [
        OfBatch("a settled payment is dropped", PlanFaultKind.PaymentMissing, (batch, pick) =>
            batch with { Payments = Without(batch.Payments, pick) }),
        OfBatch("a payment stands twice in a batch", PlanFaultKind.PaymentTwice, (batch, pick) =>
            batch with { Payments = [.. batch.Payments, At(batch.Payments, pick)] }),
        OfPayment("a payment nobody submitted settles", PlanFaultKind.UnknownPayment, payment =>
            payment with { TransactionId = payment.TransactionId + "x" }),
        OfPayment("a source amount is changed", PlanFaultKind.PaymentChanged, payment =>
            payment with { SourceMinor = payment.SourceMinor + 1 }),
        OfPayment("a creditor is changed", PlanFaultKind.PaymentChanged, payment => payment with { Creditor = "mallory" }),
        OfPayment("a destination amount is changed", PlanFaultKind.DestinationAmountWrong, payment =>
            payment with { DestinationMinor = payment.DestinationMinor + 1 }),
        OfPosition("a position is raised by one", position => position with { NetMinor = position.NetMinor + 1 }),
        OfPosition("a position is given to another", position => position with { Participant = "mallory" }),
        OfBatch("a position is dropped", PlanFaultKind.PositionWrong, (batch, pick) =>
            batch.Positions.Count == 0 ? null : batch with { Positions = Without(batch.Positions, pick) }),
        OfBatch("a zero position is listed", PlanFaultKind.PositionWrong, (batch, _) =>
            batch with { Positions = [.. batch.Positions, new NetPosition("zulu", "EUR", 0)] }),
        OfWire("a wire carries one more", PlanFaultKind.WireUnexpected, wire => wire with { AmountMinor = wire.AmountMinor + 1 }),
        OfWire("a wire carries nothing", PlanFaultKind.WireMalformed, wire => wire with { AmountMinor = 0 }),
        OfWire("a wire runs backwards", PlanFaultKind.WireUnexpected, wire => wire with { Debtor = wire.Creditor, Creditor = wire.Debtor }),
        OfWire("a wire is in another currency", PlanFaultKind.WireUnexpected, wire => wire with { Currency = "CHF" }),
        OfWire("a wire is in the other phase", PlanFaultKind.WirePhaseWrong, wire => wire with { Phase = 3 - wire.Phase }),
        OfWire("a wire has another id", PlanFaultKind.WireMalformed, wire => wire with { WireId = wire.WireId + "0" }),
        OfWire("a wire names another payment", PlanFaultKind.WireUnexpected, wire => wire with { TransactionId = "txn_other" }),
        OfBatch("a wire is missing", PlanFaultKind.WireMissing, (batch, _) =>
            batch.Wires.Count == 0 ? null : batch with { Wires = [.. batch.Wires.SkipLast(1)] }),
        OfBatch("a wire is sent twice", PlanFaultKind.WireUnexpected, (batch, pick) => batch.Wires.Count == 0 ? null
            : batch with { Wires = [.. batch.Wires,
                At(batch.Wires, pick) with { WireId = $"{batch.BatchId}_r1_w{batch.Wires.Count + 1}" }] }),
        OfBatch("a wire is added", PlanFaultKind.WireUnexpected, (batch, _) => batch with
        {
            Wires = [.. batch.Wires, new PlannedWire($"{batch.BatchId}_r1_w{batch.Wires.Count + 1}", WirePhase.PayIn, "zulu",
                PlannedWire.SystemParty, "EUR", 1, null)],
        }),
        OfTrade("a residual is changed", trade => trade with { ResidualBaseMinor = trade.ResidualBaseMinor - 1 }),
        OfTrade("the other side of a residual is changed", trade => trade with { ResidualQuoteMinor = trade.ResidualQuoteMinor + 1 }),
        OfTrade("more is matched", trade => trade with { MatchedBaseMinor = trade.MatchedBaseMinor + 1 }),
        OfTrade("a spread costs less", trade => trade with { SpreadCostBaseMinor = trade.SpreadCostBaseMinor - 1 }),
        OfTrade("a rounding remainder is dropped or made up", trade =>
            trade with { RoundingQuoteMinor = trade.RoundingQuoteMinor == 0 ? 1 : 0 }),
        OfTrade("a trade is routed further", trade => trade with { RoutedBaseMinor = trade.RoutedBaseMinor + 1 }),
        OfTrade("a trade is routed through nowhere", trade => trade with { Via = "CHF" }),
        OfTrade("a mid is moved", trade => trade with { Mid = trade.Mid + 0.0001m }),
        OfTrade("a spread is moved", trade => trade with { SpreadBasisPoints = trade.SpreadBasisPoints + 1 }),
        OfBatch("a trade is missing", PlanFaultKind.FxTradeWrong, (batch, pick) =>
            batch.FxTrades.Count == 0 ? null : batch with { FxTrades = Without(batch.FxTrades, pick) }),
        OfBatch("a trade is made up", PlanFaultKind.FxTradeWrong, (batch, _) =>
            batch with { FxTrades = [.. batch.FxTrades, new FxTrade("CHF", "EUR", 1.01m, 2m, 0, 0, 0, 0)] }),
        OfBatch("a batch is in another round", PlanFaultKind.BatchMisnumbered, (batch, _) => batch with { Round = 2 }),
        OfBatch("a batch has another id", PlanFaultKind.BatchMisnumbered, (batch, _) => batch with { BatchId = batch.BatchId + "1" }),
        OfPlan("an empty batch is added", PlanFaultKind.BatchMisnumbered, (problem, plan, _) => plan with
        {
            Batches = [.. plan.Batches, Rehashed(new PlannedBatch($"batch_{problem.PlanId}_{plan.Batches.Count + 1}", 1, [], [], [], [],
                ""))],
        }),
        OfPlan("a batch is over the limit", PlanFaultKind.BatchTooLarge, (problem, plan, _) =>
            Planner.Plan(problem with { MaxBatchSize = problem.MaxBatchSize + 1 }) is var larger
                && larger.Batches.Any(batch => batch.Payments.Count > problem.MaxBatchSize)
                ? larger : null),
        OfPlan("a settled payment is deferred as well", PlanFaultKind.PaymentTwice, (_, plan, pick) =>
            plan.Batches.Count == 0 ? null : plan with
        {
            Deferred = [.. plan.Deferred, new Deferral(At(At(plan.Batches, pick).Payments, pick).TransactionId,
                DeferralReason.InsufficientBalance, "alfa", "EUR", 0, 1)],
        }),
        OfPlan("a deferral is dropped", PlanFaultKind.PaymentMissing, (_, plan, pick) =>
            plan.Deferred.Count == 0 ? null : plan with { Deferred = Without(plan.Deferred, pick) }),
        OfDeferral("a release amount is one less", deferral => deferral with { ReleaseMinor = deferral.ReleaseMinor - 1 }),
        OfDeferral("a release amount is one more", deferral => deferral with { ReleaseMinor = deferral.ReleaseMinor + 1 }),
        OfDeferral("a limit is misquoted", deferral => deferral with { LimitMinor = deferral.LimitMinor + 1 }),
        OfDeferral("another reason is given", deferral =>
            deferral with { Reason = deferral.Reason == DeferralReason.NoRate ? DeferralReason.NetDebitCap : DeferralReason.NoRate }),
        OfDeferral("another participant is blamed", deferral => deferral with { Participant = "mallory" }),
        OfPlan("a plan defers what fits", PlanFaultKind.DeferredWithoutNeed, (problem, plan, _) =>
            plan.Deferred.All(deferral => deferral.Reason == DeferralReason.NoRate)
            ? Planner.Plan(problem with { Liquidity = [] }) is var poor && poor.Deferred.Count > plan.Deferred.Count
                && poor.Batches.Count == 0 ? poor : null
            : null),
        OfPlan("wires cost less", PlanFaultKind.CostWrong, (_, plan, _) =>
            plan with { Cost = plan.Cost with { WiresMinor = plan.Cost.WiresMinor - 1 } }),
        OfPlan("spread costs more", PlanFaultKind.CostWrong, (_, plan, _) =>
            plan with { Cost = plan.Cost with { SpreadMinor = plan.Cost.SpreadMinor + 1 } }),
        OfPlan("deferral moves between parts", PlanFaultKind.CostWrong, (_, plan, _) =>
            plan with { Cost = plan.Cost + new Cost(1, 0, -1) }),
        OfPlan("naive batching looks dearer", PlanFaultKind.NaiveCostWrong, (_, plan, _) =>
            plan with { NaiveCost = plan.NaiveCost + new Cost(1, 0, 0) }),
        OfPlan("the bound passes the cost", PlanFaultKind.BoundWrong, (_, plan, _) =>
            plan with { LowerBoundMinor = plan.Cost.TotalMinor + 1 }),
        OfPlan("the bound is negative", PlanFaultKind.BoundWrong, (_, plan, _) => plan with { LowerBoundMinor = -1 }),
        OfPlan("the bound is one less than proven", PlanFaultKind.BoundWrong, (_, plan, _) =>
            plan.LowerBoundMinor == 0 ? null : plan with { LowerBoundMinor = plan.LowerBoundMinor - 1 }),
        OfPlan("the bound is one more than proven", PlanFaultKind.BoundWrong, (_, plan, _) =>
            plan with { LowerBoundMinor = plan.LowerBoundMinor + 1 }),
        OfCertificate("the settled weight is overstated", certificate => certificate with { SettledWeight = certificate.SettledWeight + 1 }),
        OfCertificate("the weight bound is understated", certificate => certificate with { WeightBound = certificate.WeightBound - 1 }),
        OfCertificate("a price of liquidity is negative", certificate => certificate with
        {
            Weight = certificate.Weight with { Cells = [.. certificate.Weight.Cells, new CellPrice("zulu", "EUR", -1)] },
        }),
        OfCertificate("a flow without a limit has a price", certificate => certificate with
        {
            Cost = certificate.Cost with { Flows = [.. certificate.Cost.Flows, new FlowPrice("yankee", "zulu", "EUR", 1)] },
        }),
        OfCertificate("a price stands twice", certificate => certificate.Cost.Cells.Count == 0 ? null : certificate with
        {
            Cost = certificate.Cost with { Cells = [.. certificate.Cost.Cells, certificate.Cost.Cells[0]] },
        }),
        OfCertificate("a wire is claimed where none need be", certificate => certificate with
        {
            Wires = [.. certificate.Wires, new CellPrice("zulu", "EUR", 1)],
        }),
        OfCertificate("the certificate is of a version to come", certificate => certificate with { Version = certificate.Version + 1 }),
        OfCases("a case is left out", (cases, pick) => Without(cases, pick)),
        OfCases("a case supposes the opposite", (cases, pick) => With(cases, pick, one => one with
        {
            Fixed = With(one.Fixed, one.Fixed.Count - 1, fixing => fixing with { Settles = !fixing.Settles }),
        })),
        OfCases("a case supposes less than it says", (cases, pick) => With(cases, pick, one => one with { Fixed = [.. one.Fixed.SkipLast(1)] })),
        OfCases("a case has no bound of its cost", (cases, pick) => cases.All(one => one.Cost is null) ? null
            : [.. cases.Select(one => one with { Cost = null })]),
        OfPlan("the certificate is dropped", PlanFaultKind.CertificateMissing, (_, plan, _) => plan with { Certificate = null }),
        OfPlan("a proof of a wire is dropped", PlanFaultKind.BoundWrong, (problem, plan, pick) =>
            plan.Certificate!.Wires.Count == 0 || problem.Costs.WireFeeMinor == 0 ? null
            : plan with { Certificate = plan.Certificate with { Wires = Without(plan.Certificate.Wires, pick) } }),
        OfPlan("a solver claims that nothing cheaper can be, which the plan is", PlanFaultKind.ClaimWrong, (_, plan, _) =>
            plan with { Claimed = new SolverClaim("CP-SAT", plan.Certificate!.WeightBound, plan.Cost.TotalMinor + 1) }),
        OfPlan("a solver claims that less must settle than does", PlanFaultKind.ClaimWrong, (_, plan, _) =>
            plan with { Claimed = new SolverClaim("CP-SAT", plan.Certificate!.SettledWeight - 1, 0) }),
        OfPlan("savings move to nowhere", PlanFaultKind.SavingsWrong, (_, plan, _) =>
            plan with { Savings = plan.Savings! with { NettingMinor = plan.Savings.NettingMinor + 1 } }),
        OfPlan("costs are in another currency", PlanFaultKind.AnotherProblem, (_, plan, _) => plan with { CostCurrency = "EUR" }),
        OfPlan("it is another plan", PlanFaultKind.AnotherProblem, (_, plan, _) => plan with { PlanId = plan.PlanId + "x" }),
        new("a plan's hash is another", PlanFaultKind.PlanHashWrong, (_, plan, _) => plan with { Hash = Other(plan.Hash) }),
        new("a batch's hash is another", PlanFaultKind.BatchHashWrong, (_, plan, pick) => plan.Batches.Count == 0 ? null
            : Rehashed(Replaced(plan, pick, batch => batch with { Hash = Other(batch.Hash) }))),
    ];

    private static PlanMutation OfPlan(string name, PlanFaultKind expected, Func<BatchingProblem, BatchPlan, int, BatchPlan?> spoil) =>
        new(name, expected, (problem, plan, pick) => spoil(problem, plan, pick) is { } spoilt ? Rehashed(spoilt) : null);

    private static PlanMutation OfCertificate(string name, Func<PlanCertificate, PlanCertificate?> spoil) =>
        OfPlan(name, PlanFaultKind.CertificateWrong, (_, plan, _) =>
            spoil(plan.Certificate!) is { } spoilt ? plan with { Certificate = spoilt } : null);

    private static PlanMutation OfCases(string name, Func<IReadOnlyList<CertificateCase>, int, IReadOnlyList<CertificateCase>?> spoil) =>
        OfPlan(name, PlanFaultKind.CertificateWrong, (_, plan, pick) =>
            plan.Certificate!.Cases is { } cases && spoil(cases, pick) is { } spoilt
                ? plan with { Certificate = plan.Certificate with { Cases = spoilt } }
                : null);

    private static PlanMutation OfBatch(string name, PlanFaultKind expected, Func<PlannedBatch, int, PlannedBatch?> spoil) =>
        OfPlan(name, expected, (_, plan, pick) => plan.Batches.Count == 0 || spoil(At(plan.Batches, pick), pick) is not { } spoilt ? null
            : Replaced(plan, pick, _ => Rehashed(spoilt)));

    private static PlanMutation OfPayment(string name, PlanFaultKind expected, Func<Candidate, Candidate> spoil) =>
        OfBatch(name, expected, (batch, pick) => batch with { Payments = With(batch.Payments, pick, spoil) });

    private static PlanMutation OfPosition(string name, Func<NetPosition, NetPosition> spoil) =>
        OfBatch(name, PlanFaultKind.PositionWrong, (batch, pick) =>
            batch.Positions.Count == 0 ? null : batch with { Positions = With(batch.Positions, pick, spoil) });

    private static PlanMutation OfWire(string name, PlanFaultKind expected, Func<PlannedWire, PlannedWire> spoil) =>
        OfBatch(name, expected, (batch, pick) => batch.Wires.Count == 0 ? null : batch with { Wires = With(batch.Wires, pick, spoil) });

    private static PlanMutation OfTrade(string name, Func<FxTrade, FxTrade> spoil) =>
        OfBatch(name, PlanFaultKind.FxTradeWrong, (batch, pick) =>
            batch.FxTrades.Count == 0 ? null : batch with { FxTrades = With(batch.FxTrades, pick, spoil) });

    private static PlanMutation OfDeferral(string name, Func<Deferral, Deferral> spoil) =>
        OfPlan(name, PlanFaultKind.DeferralWrong, (_, plan, pick) =>
            plan.Deferred.Count == 0 ? null : plan with { Deferred = With(plan.Deferred, pick, spoil) });

    private static BatchPlan Replaced(BatchPlan plan, int pick, Func<PlannedBatch, PlannedBatch> change) =>
        plan with { Batches = With(plan.Batches, pick, change) };

    private static BatchPlan Rehashed(BatchPlan plan) => plan with { Hash = PlanHash.Of(plan) };

    private static PlannedBatch Rehashed(PlannedBatch batch) => batch with { Hash = PlanHash.Of(batch) };

    private static string Other(string hash) => (hash[0] == '0' ? '1' : '0') + hash[1..];

    private static T At<T>(IReadOnlyList<T> list, int pick) => list[pick % list.Count];

    private static IReadOnlyList<T> With<T>(IReadOnlyList<T> list, int pick, Func<T, T> change) =>
        [.. list.Select((item, place) => place == pick % list.Count ? change(item) : item)];

    private static IReadOnlyList<T> Without<T>(IReadOnlyList<T> list, int pick) =>
        [.. list.Where((_, place) => place != pick % list.Count)];
}
