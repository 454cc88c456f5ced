using Settlement.Domain.Windows;

namespace Settlement.Sagas.GroupCommit;

/// <summary>How an enum stands in a text column: the names that REST uses.</summary>
internal static class StoredName
{
    public static string Of(WindowKind kind) => kind switch
    {
        WindowKind.Rtgs => "rtgs",
        WindowKind.T0 => "t0",
        WindowKind.T1 => "t1",
        WindowKind.T2 => "t2",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of window."),
    };

    public static WindowKind Window(string name) => name switch
    {
        "rtgs" => WindowKind.Rtgs,
        "t0" => WindowKind.T0,
        "t1" => WindowKind.T1,
        "t2" => WindowKind.T2,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "Not a kind of window."),
    };
}
