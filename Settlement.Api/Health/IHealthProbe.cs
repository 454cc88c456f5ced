namespace Settlement.Api.Health;

/// <summary>Looks at one part of the system. Probes are registered as services; each is asked at most once a second.</summary>
public interface IHealthProbe
{
    /// <summary>The part's name in the answer: lower case, e.g. "database".</summary>
    string Name { get; }

    /// <summary>True when no payment can be accepted without the part: its failure makes the whole service unhealthy.</summary>
    bool IsRequired { get; }

    /// <summary>An exception or a late answer counts as a failure.</summary>
    Task<ProbeResult> CheckAsync(CancellationToken cancellationToken);
}
