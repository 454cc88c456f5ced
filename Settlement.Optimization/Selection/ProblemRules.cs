using Settlement.Domain.Batches;

namespace Settlement.Optimization.Selection;

/// <summary>What a caller must keep to. A problem that breaks a rule is a bug of its maker, so it throws.</summary>
internal static class ProblemRules
{
    /// <summary>The candidates by position, then id.</summary>
    /// <exception cref="ArgumentException">An id stands twice, an amount is not positive, or a name is empty or that of the
    /// system.</exception>
    public static Candidate[] Sorted(BatchingProblem problem)
    {
        if (problem.MaxBatchSize < 1)
        {
            throw new ArgumentException($"a batch of at most {problem.MaxBatchSize} payments holds none", nameof(problem));
        }

        Candidate[] payments = [.. problem.Candidates];
        Array.Sort(payments, static (a, b) =>
        {
            var order = a.Position.CompareTo(b.Position);
            return order != 0 ? order : string.CompareOrdinal(a.TransactionId, b.TransactionId);
        });

        var ids = new HashSet<string>(payments.Length, StringComparer.Ordinal);
        foreach (var payment in payments)
        {
            if (!ids.Add(payment.TransactionId))
            {
                throw new ArgumentException($"payment {payment.TransactionId} stands in the problem twice", nameof(problem));
            }

            if (payment.SourceMinor <= 0 || (!payment.IsCrossCurrency && payment.DestinationMinor != payment.SourceMinor))
            {
                throw new ArgumentException($"payment {payment.TransactionId} has an amount that cannot be", nameof(problem));
            }

            if (!IsParticipant(payment.Debtor) || !IsParticipant(payment.Creditor) || payment.Priority is < 0 or > 9
                || payment.Deferrals < 0)
            {
                throw new ArgumentException($"payment {payment.TransactionId} has a party, priority or count that cannot be",
                    nameof(problem));
            }
        }

        return payments;
    }

    private static bool IsParticipant(string name) => name.Length > 0 && name != PlannedWire.SystemParty;
}
