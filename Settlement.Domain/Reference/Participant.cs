namespace Settlement.Domain.Reference;

public enum ParticipantStatus
{
    /// <summary>May pay and receive.</summary>
    Active,

    /// <summary>Taken out by an operator: new payments from or to it are refused.</summary>
    Suspended,

    /// <summary>Taken out by the system after it signed two conflicting votes; only an operator brings it back.</summary>
    Quarantined,
}

/// <summary>A member of the settlement system: it owns accounts, holds settlement balances and signs batches. A counterparty is one too.</summary>
/// <param name="ParticipantId">1 to 64 characters of a-z, A-Z, 0-9, '_', '-', '.'.</param>
/// <param name="Bic">Null, or valid by <see cref="Reference.Bic"/>.</param>
/// <param name="Region">The rail region that carries its wires.</param>
public sealed record Participant(string ParticipantId, string Name, string? Bic, ParticipantStatus Status, string Region);
