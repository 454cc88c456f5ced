namespace Settlement.Domain.Windows;

/// <summary>When a payment settles: gross at once, or netted at the cut-off of today, of the next or of the second next business day.</summary>
public enum WindowKind
{
    Rtgs,
    T0,
    T1,
    T2,
}
