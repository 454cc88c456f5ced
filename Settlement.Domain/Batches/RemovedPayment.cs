namespace Settlement.Domain.Batches;

/// <summary>A payment that a batch's next round leaves out.</summary>
/// <param name="Deferral">Set when it is tried again later; null when it is reversed for good.</param>
/// <param name="Notice">What its parties are told.</param>
public sealed record RemovedPayment(string TransactionId, string Code, string Notice, Deferral? Deferral);
