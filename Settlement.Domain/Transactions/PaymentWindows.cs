using Settlement.Domain.Windows;

namespace Settlement.Domain.Transactions;

/// <summary>The names of the settlement windows in requests, answers and the intake log.</summary>
public static class PaymentWindows
{
    /// <summary>The window of a payment that names none.</summary>
    public const WindowKind Default = WindowKind.Rtgs;

    public const string Names = "rtgs, t0, t1, t2";

    public static string Name(WindowKind kind) => kind switch
    {
        WindowKind.Rtgs => "rtgs",
        WindowKind.T0 => "t0",
        WindowKind.T1 => "t1",
        WindowKind.T2 => "t2",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such window."),
    };

    /// <summary>The window of a name in lower case; null when there is none.</summary>
    public static WindowKind? Find(string? name) => name switch
    {
        "rtgs" => WindowKind.Rtgs,
        "t0" => WindowKind.T0,
        "t1" => WindowKind.T1,
        "t2" => WindowKind.T2,
        _ => null,
    };
}
