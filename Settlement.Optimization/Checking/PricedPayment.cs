using System.Numerics;
using Settlement.Domain.Batches;

namespace Settlement.Optimization.Checking;

/// <summary>A candidate with what it is worth.</summary>
/// <param name="DestinationMinor">At mid; 0 without a rate.</param>
/// <param name="Deferral">Cost of its waiting, minor units of the cost currency.</param>
/// <param name="Spread">Its part in the spread, 2^-40 units.</param>
internal sealed record PricedPayment(Candidate Candidate, long DestinationMinor, long Weight, long Deferral, BigInteger Spread)
{
    public bool HasRate => DestinationMinor > 0;

    public (string Participant, string Currency) DebitCell => (Candidate.Debtor, Candidate.SourceCurrency);

    public (string Participant, string Currency) CreditCell => (Candidate.Creditor, Candidate.DestinationCurrency);
}
