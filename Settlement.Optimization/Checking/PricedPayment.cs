using Settlement.Domain.Batches;

namespace Settlement.Optimization.Checking;

/// <summary>A candidate with what it is worth and what it touches, by number.</summary>
/// <param name="DestinationMinor">At mid; 0 without a rate.</param>
/// <param name="Deferral">Cost of its waiting, minor units of the cost currency.</param>
/// <param name="Spread">Its part in the spread, 2^-40 units.</param>
/// <param name="There">Number of the flow from its debtor to its creditor, -1 across currencies.</param>
/// <param name="Back">Of the flow the other way.</param>
internal sealed record PricedPayment(
    Candidate Candidate, long DestinationMinor, long Weight, long Deferral, Int128 Spread, int DebitCell, int CreditCell, int There, int Back)
{
    public bool HasRate => DestinationMinor > 0;

    /// <summary>Between two accounts of one participant in one currency: nothing moves.</summary>
    public bool IsOnUs => DebitCell == CreditCell;

    /// <summary>Whether some plan may settle it: it has a rate, and its debtor can ever come to hold enough.</summary>
    public bool MaySettle { get; set; }

    /// <summary>What the case at hand supposes: 1 that it settles, -1 that it waits, 0 nothing.</summary>
    public int Supposed { get; set; }

    /// <summary>What it costs at the least: it takes the cheaper choice, unless the case has made it.</summary>
    public Int128 Lesser(Int128 settling, Int128 waiting) =>
        !MaySettle || Supposed < 0 ? waiting : Supposed > 0 ? settling : Int128.Min(settling, waiting);
}
