namespace Settlement.Engine.Leadership;

/// <summary>A lease that is held.</summary>
/// <param name="Holder">An engine's id.</param>
/// <param name="Token">Of this holder's term; every later term has a greater one.</param>
public sealed record Lease(string Name, string Holder, long Token);
