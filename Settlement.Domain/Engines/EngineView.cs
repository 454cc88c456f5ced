namespace Settlement.Domain.Engines;

/// <summary>One engine process as the page of engines shows it.</summary>
/// <param name="Status">live, silent (not heard of for longer than a lease lasts) or stopped.</param>
/// <param name="Leases">What it holds now.</param>
public sealed record EngineView(
    string EngineId, string Status, DateTimeOffset StartedAt, DateTimeOffset SeenAt, DateTimeOffset? StoppedAt, IReadOnlyList<string> Leases);
