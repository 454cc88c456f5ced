namespace Settlement.Domain.Health;

/// <param name="Required">Whether payments cannot be accepted without the part.</param>
/// <param name="Since">Since when the part has been seen in this state.</param>
public sealed record PartHealth(string Name, string Status, bool Required, string Detail, DateTimeOffset Since);
