namespace Settlement.Engine.Access;

/// <summary>A host that must not start as it is set up; the message says why and what to do.</summary>
public sealed class AccessRefusedException(string message) : Exception(message);
