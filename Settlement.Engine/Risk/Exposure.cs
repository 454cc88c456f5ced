namespace Settlement.Engine.Risk;

/// <summary>One participant's position in one currency, minor units: what is posted, and what is still to come of it.</summary>
/// <param name="PostedMinor">Settlement balance in the ledger.</param>
/// <param name="ReservedMinor">What open batches may still draw of it.</param>
/// <param name="DayNetMinor">Sent less received by the posted wires that count on today's settlement day: by their window's value date, as a net debit cap does, and not by when they were posted. Negative for a net receiver.</param>
/// <param name="DayReservedMinor">The part of what is reserved that counts on that day.</param>
/// <param name="Stages">The unsettled payments, by stage; a stage without any is not in it.</param>
/// <param name="CapMinor">Its net debit cap; null where it has none.</param>
public sealed record Exposure(
    string Participant, string Currency, long PostedMinor, long ReservedMinor, long DayNetMinor, long DayReservedMinor,
    IReadOnlyDictionary<FlowStage, StageFlow> Stages, long? CapMinor)
{
    /// <summary>What it may still spend now. Negative for a moment only where the batch that reserved it is being posted.</summary>
    public long AvailableMinor => PostedMinor - ReservedMinor;

    /// <summary>All unsettled payments together.</summary>
    public StageFlow Unsettled => Stages.Values.Aggregate(default(StageFlow), (sum, stage) => sum + stage);

    /// <summary>Incoming less outgoing of all unsettled payments: negative is what it owes the others, net.</summary>
    public long NetMinor => checked(Unsettled.IncomingMinor - Unsettled.OutgoingMinor);

    /// <summary>What the others, taken together, are owed by it, net; zero for a net creditor.</summary>
    public long OwedMinor => Math.Max(0, -NetMinor);

    /// <summary>The part of what it owes that its balance does not cover: it settles only when money comes in.</summary>
    public long UncoveredMinor => Math.Max(0, OwedMinor - Math.Max(0, PostedMinor));

    /// <summary>What counts against the cap now: the day's net debit position with all that open batches may still send; zero for a net receiver. The planner's own measure.</summary>
    public long CapUsedMinor => Math.Max(0, checked(DayNetMinor + DayReservedMinor));

    /// <summary>The day's net debit position if everything unsettled settled today: posted, in flight, queued and windows together.</summary>
    public long CapProjectedMinor => Math.Max(0, checked(DayNetMinor - NetMinor));

    /// <summary>As a share of the cap; null without a cap, infinite where a cap of zero is drawn upon.</summary>
    public double? Utilisation => Share(CapUsedMinor);

    /// <inheritdoc cref="CapProjectedMinor"/>
    public double? ProjectedUtilisation => Share(CapProjectedMinor);

    private double? Share(long minor) => CapMinor is not { } cap ? null : minor <= 0 ? 0 : cap == 0 ? double.PositiveInfinity : (double)minor / cap;
}
