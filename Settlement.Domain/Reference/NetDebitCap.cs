namespace Settlement.Domain.Reference;

/// <summary>
/// The most that a participant's sent wires may exceed its received ones by, in one currency, at any moment of a settlement day; not negative, minor units.
/// Funding is no wire and does not count. As the caps of large-value systems: CPSS, Real-time gross settlement systems (1997), and Federal Reserve Policy on
/// Payment System Risk, part II.
/// </summary>
public sealed record NetDebitCap(string ParticipantId, string Currency, long LimitMinor);
