using System.Text.Json.Serialization;

namespace Settlement.Benchmarks.Close;

/// <summary>The keys of the bench's line of JSON.</summary>
/// <param name="IntakeP99MsBefore">Of payments that come while the window is open.</param>
/// <param name="IntakeP99MsDuring">Of payments that come from the closure to the last settlement.</param>
/// <param name="CloseSeconds">From the closure to the state closed: every payment is settled or deferred.</param>
/// <param name="PlannedSeconds">From the closure to the stored and announced plan.</param>
/// <param name="Moved">By how much of itself the p99 moved; the goal is less than 0.1.</param>
/// <param name="Lost">Payments of the window that are not settled in the end, and accepted ones that are not known.</param>
internal sealed record CloseFigures(
    int WindowPayments,
    [property: JsonPropertyName("intake_p99_ms_before")] double IntakeP99MsBefore,
    [property: JsonPropertyName("intake_p99_ms_during")] double IntakeP99MsDuring,
    double CloseSeconds,
    double PlannedSeconds,
    double Moved,
    long Lost);
