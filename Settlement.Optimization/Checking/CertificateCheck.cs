using System.Numerics;
using Settlement.Domain.Batches;

namespace Settlement.Optimization.Checking;

/// <summary>
/// Proves a plan's bounds again, by evaluating the certificate's prices: exact integers, no search. A plan without a certificate comes from
/// a time before there were any; there is nothing to prove then.
/// </summary>
internal sealed class CertificateCheck
{
    private const int Bits = PlanCertificate.PriceBits;

    /// <summary>Prices are compared and subtracted in 64 bits.</summary>
    private const long MaxPrice = 1L << 62;

    private readonly BatchPlan plan;
    private readonly PlanCertificate certificate;
    private readonly FaultList faults;
    private readonly PricedProblem priced;
    private readonly BigInteger deferredWeight;

    private CertificateCheck(BatchingProblem problem, BatchPlan plan, PlanCertificate certificate, FaultList faults)
    {
        (this.plan, this.certificate, this.faults) = (plan, certificate, faults);
        priced = new PricedProblem(problem, certificate);
        var deferred = plan.Deferred.Select(deferral => deferral.TransactionId).ToHashSet(StringComparer.Ordinal);
        foreach (var payment in priced.Payments)
        {
            deferredWeight += deferred.Contains(payment.Candidate.TransactionId) ? payment.Weight : 0;
        }
    }

    public static void Run(BatchingProblem problem, BatchPlan plan, FaultList faults)
    {
        if (plan.Certificate is { } certificate)
        {
            var check = new CertificateCheck(problem, plan, certificate, faults);
            if (check.IsWellFormed())
            {
                check.Weight();
                check.Cost();
            }
        }
    }

    /// <summary>Prices that no relaxation could have: the bound would mean nothing.</summary>
    private bool IsWellFormed()
    {
        var right = certificate.Wires.Concat(certificate.Weight.Cells).Concat(certificate.Cost.Cells).All(cell => IsSane(cell.Price))
            && certificate.Weight.Flows.Concat(certificate.Cost.Flows).All(flow => IsSane(flow.Price))
            && certificate.Currencies.All(price => IsSane(price.Price));
        foreach (var prices in new[] { certificate.Weight, certificate.Cost })
        {
            right = right && prices.Cells.All(cell => cell.Price >= 0)
                && prices.Cells.Select(cell => (cell.Participant, cell.Currency)).Distinct().Count() == prices.Cells.Count
                && prices.Flows.Select(flow => (flow.Debtor, flow.Creditor, flow.Currency)).Distinct().Count() == prices.Flows.Count
                && priced.MayPrice(prices);
        }

        right &= certificate.WeightPrice >= 0 && (plan.Mode == SettlementMode.Net || certificate.Wires.Count == 0)
            && certificate.Wires.Select(wire => (wire.Participant, wire.Currency)).Distinct().Count() == certificate.Wires.Count
            && certificate.Currencies.Select(price => price.Currency).Distinct(StringComparer.Ordinal).Count() == certificate.Currencies.Count;
        faults.AddUnless(right, PlanFaultKind.CertificateWrong, plan.PlanId, $"prices that are negative, listed twice or of no limit");
        return right;
    }

    private void Weight()
    {
        BigInteger all = 0;
        foreach (var payment in priced.Payments)
        {
            all += payment.Weight;
        }

        var bound = all - BigInteger.Max(0, Ceiling(priced.LeastDeferred(certificate.Weight)));
        faults.AddUnless(
            certificate.SettledWeight == all - deferredWeight, PlanFaultKind.CertificateWrong, plan.PlanId,
            $"settles {all - deferredWeight}, not {certificate.SettledWeight}");
        faults.AddUnless(
            certificate.WeightBound == bound, PlanFaultKind.CertificateWrong, plan.PlanId,
            $"the prices prove that at most {bound} settles, not {certificate.WeightBound}");
    }

    private void Cost()
    {
        var bound = BigInteger.Max(0, Ceiling(priced.LeastCost(certificate.Cost, certificate.WeightPrice, deferredWeight)));
        var allSettle = priced.AllSettle(deferredWeight);
        var least = priced.LeastDeferred(certificate.Weight);
        foreach (var wire in certificate.Wires)
        {
            var proven = allSettle
                ? priced.Net(wire.Participant, wire.Currency) != 0
                : priced.LeastDeferredWithoutWire(certificate.Weight, least, wire) > deferredWeight << Bits;
            faults.AddUnless(
                proven, PlanFaultKind.CertificateWrong, plan.PlanId, $"does not prove a wire of {wire.Participant} in {wire.Currency}");
            bound += priced.FeeOf(wire.Currency);
        }

        faults.AddUnless(
            plan.LowerBoundMinor == bound, PlanFaultKind.BoundWrong, plan.PlanId,
            $"{plan.LowerBoundMinor}, the certificate proves {bound}");
    }

    private static bool IsSane(long price) => price is > -MaxPrice and < MaxPrice;

    private static BigInteger Ceiling(BigInteger scaled) => -(-scaled >> Bits);
}
