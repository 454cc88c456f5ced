using Settlement.Domain.Windows;

namespace Settlement.Domain.Transactions;

/// <summary>
/// One accepted payment instruction, as the intake log holds it. Amounts are integer minor units of <see cref="SourceCurrency"/>.
/// It says what the payer asked for and nothing of what became of it: that is the transaction saga's.
/// </summary>
/// <param name="TransactionId">The client's id, unique for ever.</param>
/// <param name="IdempotencyKey">The client's key of the request.</param>
/// <param name="AmountMinor">Amount in minor units of the source currency, positive.</param>
/// <param name="CounterpartyId">The participant that receives; owner of the destination account.</param>
/// <param name="Window">The settlement window asked for.</param>
public sealed record Payment(
    string TransactionId,
    string IdempotencyKey,
    long AmountMinor,
    string SourceCurrency,
    string DestinationCurrency,
    string SourceAccount,
    string DestinationAccount,
    string CounterpartyId,
    WindowKind Window);
