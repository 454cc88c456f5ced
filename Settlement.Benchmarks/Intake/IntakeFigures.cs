using System.Text.Json.Serialization;

namespace Settlement.Benchmarks.Intake;

/// <summary>The keys of the bench's line of JSON.</summary>
/// <param name="AcceptedPerSecond">Of the best step.</param>
/// <param name="P99MsAt8000">The goal's figure: under 100.</param>
/// <param name="Log">postgres or kafka.</param>
/// <param name="Idempotency">postgres or redis.</param>
/// <param name="Lost">Accepted payments that the system did not know afterwards.</param>
internal sealed record IntakeFigures(
    double AcceptedPerSecond,
    IReadOnlyList<LoadStep> Steps,
    [property: JsonPropertyName("p99_ms_at_8000")] double P99MsAt8000,
    int Lost,
    string Log,
    string Idempotency);
