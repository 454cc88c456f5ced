using Settlement.Engine.Reference;

namespace Settlement.Engine.Risk;

/// <summary>
/// Everything that exposures are computed from, of one moment of the database: balances, reservations and unsettled payments are read in one
/// transaction's snapshot, so that no payment is missed or counted twice while it moves from one to the other.
/// </summary>
/// <param name="At">When it was read.</param>
/// <param name="LedgerPosition">The last journal entry in it.</param>
/// <param name="IntakePosition">The last record of the intake log in it.</param>
/// <param name="BalanceMinor">Settlement balance by participant and currency.</param>
/// <param name="ReservedMinor">What open batches may still draw, by participant and currency; without batches that are posted already.</param>
/// <param name="DayNetMinor">Sent less received by the posted wires that count on today's settlement day (their window's value date), by participant and currency; negative for net receivers.</param>
/// <param name="DayReservedMinor">The part of what is reserved that counts on that day.</param>
/// <param name="Reference">Caps, limits, rates and names: the version that plans are made with.</param>
public sealed record RiskSnapshot(
    DateTimeOffset At,
    long LedgerPosition,
    long IntakePosition,
    IReadOnlyDictionary<(string Participant, string Currency), long> BalanceMinor,
    IReadOnlyDictionary<(string Participant, string Currency), long> ReservedMinor,
    IReadOnlyDictionary<(string Participant, string Currency), long> DayNetMinor,
    IReadOnlyDictionary<(string Participant, string Currency), long> DayReservedMinor,
    IReadOnlyList<RiskFlow> Flows,
    ReferenceSnapshot Reference);
