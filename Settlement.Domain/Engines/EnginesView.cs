namespace Settlement.Domain.Engines;

/// <summary>Who does what: the engines that were seen in the last hour, newest first, and every lease.</summary>
/// <param name="LeasesKeptIn">postgres or etcd.</param>
public sealed record EnginesView(string LeasesKeptIn, IReadOnlyList<EngineView> Items, IReadOnlyList<LeaseView> Leases);
