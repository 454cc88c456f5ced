using Settlement.Domain.Batches;

namespace Settlement.Optimization.Checking;

/// <summary>Every candidate exactly once, settled or deferred, and as it was handed in.</summary>
internal static class MembershipCheck
{
    public static void Run(BatchingProblem problem, BatchPlan plan, FaultList faults)
    {
        var open = problem.Candidates.ToDictionary(candidate => candidate.TransactionId, StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var payment in plan.Batches.SelectMany(batch => batch.Payments))
        {
            var id = payment.TransactionId;
            Meet(id, open, seen, faults);
            if (!open.TryGetValue(id, out var candidate))
            {
                continue;
            }

            faults.AddUnless(
                payment == candidate with { DestinationMinor = payment.DestinationMinor },
                PlanFaultKind.PaymentChanged, id, $"{payment} was {candidate}");
            var due = problem.Rates.Convert(candidate.SourceMinor, candidate.SourceCurrency, candidate.DestinationCurrency);
            due = candidate.IsCrossCurrency ? due : candidate.SourceMinor;
            faults.AddUnless(
                payment.DestinationMinor == due && due > 0,
                PlanFaultKind.DestinationAmountWrong, id, $"{payment.DestinationMinor}, at mid {due}");
        }

        foreach (var deferral in plan.Deferred)
        {
            Meet(deferral.TransactionId, open, seen, faults);
        }

        foreach (var id in open.Keys.Where(id => !seen.Contains(id)))
        {
            faults.Add(PlanFaultKind.PaymentMissing, id, "neither settled nor deferred");
        }
    }

    public static void Run(PlannedBatch previous, PlannedBatch next, IReadOnlyCollection<string> removed, FaultList faults)
    {
        var open = previous.Payments.ToDictionary(payment => payment.TransactionId, StringComparer.Ordinal);
        var gone = removed.ToHashSet(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var payment in next.Payments)
        {
            var id = payment.TransactionId;
            Meet(id, open, seen, faults);
            faults.AddUnless(!gone.Contains(id), PlanFaultKind.PaymentNotRemoved, id, $"was to be taken out of {previous.BatchId}");
            faults.AddUnless(
                !open.TryGetValue(id, out var earlier) || payment == earlier, PlanFaultKind.PaymentChanged, id, $"{payment} was {earlier}");
        }

        foreach (var id in open.Keys.Where(id => !seen.Contains(id) && !gone.Contains(id)))
        {
            faults.Add(PlanFaultKind.PaymentMissing, id, "remains, but is left out");
        }
    }

    private static void Meet(string id, Dictionary<string, Candidate> open, HashSet<string> seen, FaultList faults)
    {
        faults.AddUnless(open.ContainsKey(id), PlanFaultKind.UnknownPayment, id, $"is not among the {open.Count} payments");
        faults.AddUnless(seen.Add(id), PlanFaultKind.PaymentTwice, id, $"stands in the plan more than once");
    }
}
