namespace Settlement.Domain.Reference;

public enum AccountStatus
{
    Active,

    /// <summary>For a while: payments from or to it are refused.</summary>
    Blocked,

    /// <summary>For ever.</summary>
    Closed,
}

/// <summary>An account of a participant's customer, or its own. It holds any currency; it is not a settlement account, of which each participant has one per currency.</summary>
/// <param name="AccountId">1 to 64 characters of a-z, A-Z, 0-9, '_', '-', '.'.</param>
/// <param name="Iban">Null, or valid by <see cref="Reference.Iban"/>.</param>
public sealed record Account(string AccountId, string ParticipantId, AccountStatus Status, string? Iban = null);
