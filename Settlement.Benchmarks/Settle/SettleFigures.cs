namespace Settlement.Benchmarks.Settle;

/// <param name="Stages">Share of the time from receipt to settlement, by the step that it leads to.</param>
internal sealed record SettleFigures(
    double SettledPerSecond, double RtgsP50Ms, double RtgsP99Ms, long Lost, long Doubled, IReadOnlyList<StageShare> Stages);

internal sealed record StageShare(string Stage, double Share);
