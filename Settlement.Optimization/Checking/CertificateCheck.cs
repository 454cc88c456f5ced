using Settlement.Domain.Batches;

namespace Settlement.Optimization.Checking;

/// <summary>Proves a plan's bounds again, by evaluating the certificate's prices case by case: exact integers, no search.</summary>
internal sealed class CertificateCheck
{
    private const int Bits = PlanCertificate.PriceBits;

    /// <summary>Times any amount, prices and a sum of three of them stay in 128 bits.</summary>
    private const long MaxPrice = 1L << 61;

    private readonly BatchPlan plan;
    private readonly PlanCertificate certificate;
    private readonly FaultList faults;
    private readonly PricedProblem priced;
    private readonly IReadOnlyList<CertificateCase> cases;
    private readonly Dictionary<string, PricedPayment> payments;
    private readonly Int128 deferredWeight;
    private readonly Int128 all;

    private CertificateCheck(BatchingProblem problem, BatchPlan plan, PlanCertificate certificate, FaultList faults)
    {
        (this.plan, this.certificate, this.faults) = (plan, certificate, faults);
        priced = new PricedProblem(problem, certificate);
        payments = priced.Payments.ToDictionary(payment => payment.Candidate.TransactionId, StringComparer.Ordinal);
        cases = certificate.Cases
            ?? [new CertificateCase([], certificate.Weight, certificate.Cost, certificate.WeightPrice, certificate.Wires)];
        var deferred = plan.Deferred.Select(deferral => deferral.TransactionId).ToHashSet(StringComparer.Ordinal);
        foreach (var payment in priced.Payments)
        {
            all += payment.Weight;
            deferredWeight += deferred.Contains(payment.Candidate.TransactionId) ? payment.Weight : 0;
        }
    }

    /// <param name="isRequired">False for a plan that was stored before there were certificates: there is nothing to prove then.</param>
    public static void Run(BatchingProblem problem, BatchPlan plan, bool isRequired, FaultList faults)
    {
        if (plan.Certificate is not { } certificate)
        {
            faults.AddUnless(
                !isRequired, PlanFaultKind.CertificateMissing, plan.PlanId, $"nothing proves the bound of {plan.LowerBoundMinor}");
            return;
        }

        try
        {
            var check = new CertificateCheck(problem, plan, certificate, faults);
            if (check.IsWellFormed())
            {
                check.Bounds();
            }
        }
        catch (OverflowException)
        {
            // Prices of a real relaxation are far from it.
            faults.Add(PlanFaultKind.CertificateWrong, plan.PlanId, "prices that are too large to add up");
        }
    }

    /// <summary>Prices that no relaxation could have, or cases that leave plans out: the bound would mean nothing.</summary>
    private bool IsWellFormed()
    {
        var right = certificate.Version is >= 1 and <= PlanCertificate.CurrentVersion && (certificate.Cases is null || (certificate.Version >= 2 && IsBare()))
            && CaseCover.Holds(cases, payments.Keys.ToHashSet(StringComparer.Ordinal))
            && certificate.Currencies.All(price => IsSane(price.Price))
            && certificate.Currencies.Select(price => price.Currency).Distinct(StringComparer.Ordinal).Count() == certificate.Currencies.Count
            && cases.All(one => IsWellFormed(one.Weight) && (one.Cost is null || IsWellFormed(one.Cost)) && one.WeightPrice >= 0
                && (plan.Mode == SettlementMode.Net || one.Wires.Count == 0) && one.Wires.All(cell => IsSane(cell.Price))
                && one.Wires.Select(wire => (wire.Participant, wire.Currency)).Distinct().Count() == one.Wires.Count);
        faults.AddUnless(
            right, PlanFaultKind.CertificateWrong, plan.PlanId,
            $"prices that are negative, listed twice or of no limit, or cases that leave something out");
        return right;
    }

    /// <summary>Beside the cases nothing is read, so nothing may stand there.</summary>
    private bool IsBare() => certificate.WeightPrice == 0 && certificate.Wires.Count == 0
        && certificate.Weight.Cells.Count + certificate.Weight.Flows.Count + certificate.Cost.Cells.Count + certificate.Cost.Flows.Count == 0;

    private bool IsWellFormed(LimitPrices prices) =>
        prices.Cells.All(cell => cell.Price >= 0 && IsSane(cell.Price)) && prices.Flows.All(flow => IsSane(flow.Price))
        && prices.Cells.Select(cell => (cell.Participant, cell.Currency)).Distinct().Count() == prices.Cells.Count
        && prices.Flows.Select(flow => (flow.Debtor, flow.Creditor, flow.Currency)).Distinct().Count() == prices.Flows.Count
        && new PricedLimits(priced, prices).AreOfLimits();

    private void Bounds()
    {
        Int128? least = null, cost = null;
        foreach (var one in cases)
        {
            Suppose(one, 1);
            var weight = new PricedLimits(priced, one.Weight);
            var deferred = weight.LeastDeferred();
            least = least is { } so ? Int128.Min(so, deferred) : deferred;
            if (one.Cost is null)
            {
                faults.AddUnless(
                    deferred > deferredWeight << Bits, PlanFaultKind.CertificateWrong, plan.PlanId, $"a case without a bound of its cost");
            }
            else
            {
                var bound = Cost(one, weight, deferred);
                cost = cost is { } cheapest ? Int128.Min(cheapest, bound) : bound;
            }

            Suppose(one, 0);
        }

        var most = all - Int128.Max(0, Ceiling(least ?? 0));
        faults.AddUnless(
            certificate.SettledWeight == all - deferredWeight, PlanFaultKind.CertificateWrong, plan.PlanId,
            $"settles {all - deferredWeight}, not {certificate.SettledWeight}");
        faults.AddUnless(
            certificate.WeightBound == most, PlanFaultKind.CertificateWrong, plan.PlanId,
            $"the prices prove that at most {most} settles, not {certificate.WeightBound}");
        faults.AddUnless(
            plan.LowerBoundMinor == cost, PlanFaultKind.BoundWrong, plan.PlanId, $"{plan.LowerBoundMinor}, the certificate proves {cost}");
    }

    private void Suppose(CertificateCase one, int sign)
    {
        foreach (var fixing in one.Fixed)
        {
            payments[fixing.TransactionId].Supposed = fixing.Settles ? sign : -sign;
        }
    }

    private Int128 Cost(CertificateCase one, PricedLimits weight, Int128 leastDeferred)
    {
        var bound = Int128.Max(0, Ceiling(new PricedLimits(priced, one.Cost!).LeastCost(one.WeightPrice, deferredWeight)));
        var allSettle = deferredWeight == priced.Payments.Aggregate((Int128)0, (sum, payment) => sum + (payment.MaySettle ? 0 : payment.Weight));
        foreach (var wire in one.Wires)
        {
            var cell = priced.CellOf(wire.Participant, wire.Currency);
            var proven = cell >= 0 && (allSettle
                ? Net(cell) != 0
                : weight.LeastDeferredWithoutWire(leastDeferred, cell, wire.Price) > deferredWeight << Bits);
            faults.AddUnless(
                proven, PlanFaultKind.CertificateWrong, plan.PlanId, $"does not prove a wire of {wire.Participant} in {wire.Currency}");
            bound += priced.FeeOf(wire.Currency);
        }

        return bound;
    }

    /// <summary>What the cell nets to if all settle.</summary>
    private Int128 Net(int cell)
    {
        Int128 net = 0;
        foreach (var payment in priced.Touching(cell))
        {
            net -= payment.DebitCell == cell ? payment.Candidate.SourceMinor : 0;
            net += payment.CreditCell == cell ? payment.DestinationMinor : 0;
        }

        return net;
    }

    private static bool IsSane(long price) => price is > -MaxPrice and < MaxPrice;

    private static Int128 Ceiling(Int128 scaled) => -(-scaled >> Bits);
}
