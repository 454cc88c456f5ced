using Settlement.Domain.Batches;

namespace Settlement.Engine.Risk.Stress;

/// <summary>A payment that is accepted, validated and not in the ledger.</summary>
/// <param name="InBatch">Whether it is in a batch under way: a party that fails then reverses it.</param>
public sealed record StressPayment(Candidate Candidate, bool InBatch)
{
    public bool Concerns(string participant) => Candidate.Debtor == participant || Candidate.Creditor == participant;

    public bool IsIn(string currency) => Candidate.SourceCurrency == currency || Candidate.DestinationCurrency == currency;
}
