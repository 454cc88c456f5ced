namespace Settlement.Api.Demo;

/// <summary>One request of the day, as a client sends it.</summary>
/// <param name="SendAt">UTC.</param>
/// <param name="Json">The body.</param>
/// <param name="Intent">What the answer must be.</param>
internal sealed record DemoPayment(DateTimeOffset SendAt, string TransactionId, string Json, DemoIntent Intent);

internal enum DemoIntent
{
    Valid,

    /// <summary>Breaks a rule: refused.</summary>
    Invalid,

    /// <summary>The same request once more: answered, without effect.</summary>
    Duplicate,
}
