using Settlement.Engine.Leadership;

namespace Settlement.Sagas.Drivers;

/// <summary>What a driver does on behalf of all engines, and where it learns that it is this engine's turn.</summary>
public sealed record Duty(DutyBoard Board, string Lease);
