namespace Settlement.Engine.Risk;

/// <summary>The unsettled payments from one participant to another in one currency against those the other way, minor units.</summary>
/// <param name="ThereMinor">From debtor to creditor. A payment flows in its source currency.</param>
/// <param name="BackMinor">From creditor to debtor.</param>
/// <param name="LimitMinor">Their bilateral limit; null where there is none.</param>
public sealed record BilateralExposure(string Debtor, string Creditor, string Currency, long ThereMinor, long BackMinor, long? LimitMinor)
{
    /// <summary>The net flow from debtor to creditor, at least zero: what the limit is about.</summary>
    public long NetMinor => Math.Max(0, ThereMinor - BackMinor);

    /// <summary>The net flow as a share of the limit; null without one.</summary>
    public double? Utilisation => LimitMinor is not { } limit ? null : NetMinor == 0 ? 0 : limit == 0 ? double.PositiveInfinity : (double)NetMinor / limit;
}
