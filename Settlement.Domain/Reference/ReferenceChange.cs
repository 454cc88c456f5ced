using Settlement.Domain.Batches;
using Settlement.Domain.Fx;

namespace Settlement.Domain.Reference;

/// <summary>One change of the reference data: the new content of one row, which is made when it does not exist.</summary>
public abstract record ReferenceChange
{
    public sealed record PutParticipant(Participant Participant) : ReferenceChange;

    /// <summary>An account stays with its owner, and a closed one stays closed.</summary>
    public sealed record PutAccount(Account Account) : ReferenceChange;

    public sealed record PutNetDebitCap(NetDebitCap Cap) : ReferenceChange;

    public sealed record PutBilateralLimit(BilateralLimit Limit) : ReferenceChange;

    /// <summary>Appends a quote; the earlier ones are kept.</summary>
    public sealed record PostRate(FxRate Rate) : ReferenceChange;
}

/// <summary>Who makes a change and why; kept with it for ever.</summary>
/// <param name="ChangedBy">An operator's name, or the part of the system that acts.</param>
public sealed record ChangeNote(string ChangedBy, string Reason);
