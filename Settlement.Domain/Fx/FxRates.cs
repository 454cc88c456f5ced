namespace Settlement.Domain.Fx;

/// <summary>A set of rates at one moment. Looks a pair up directly, inverted, or crossed through one third currency.</summary>
public sealed class FxRates(IReadOnlyList<FxRate> rates)
{
    public IReadOnlyList<FxRate> Rates { get; } = rates;
}
