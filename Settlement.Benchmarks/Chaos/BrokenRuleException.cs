namespace Settlement.Benchmarks.Chaos;

/// <summary>Something that must always be true of the books is not.</summary>
internal sealed class BrokenRuleException(string message) : Exception(message);
