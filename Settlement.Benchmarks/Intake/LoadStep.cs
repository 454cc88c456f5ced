namespace Settlement.Benchmarks.Intake;

/// <summary>What one offered rate gave.</summary>
/// <param name="AcceptedPerSecond">202s by the time from the first request's due time to the last answer.</param>
/// <param name="P50Ms">Of the accepted ones, from due time to answer.</param>
internal sealed record LoadStep(int OfferedPerSecond, double AcceptedPerSecond, double P50Ms, double P99Ms)
{
    /// <summary>As published: whole payments, tenths of a millisecond.</summary>
    public LoadStep Rounded() => new(OfferedPerSecond, Math.Round(AcceptedPerSecond), Math.Round(P50Ms, 1), Math.Round(P99Ms, 1));
}
