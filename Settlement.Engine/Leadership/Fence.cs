namespace Settlement.Engine.Leadership;

/// <summary>The right to write under a lease: its name and the token of the holder's term. A token is never given twice and only grows.</summary>
public sealed record Fence(string Lease, long Token);
