namespace Settlement.Engine.Execution;

/// <summary>One change of a wire and the row of its history: valid only while the wire is still as <paramref name="Before"/> says.</summary>
/// <param name="Kind">send, inquiry or withdrawal.</param>
/// <param name="Outcome">The reply's status in snake_case.</param>
public sealed record WireStep(StoredWire Before, StoredWire After, string Kind, string Outcome);
