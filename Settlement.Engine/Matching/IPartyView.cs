using Settlement.Domain.Batches;

namespace Settlement.Engine.Matching;

/// <summary>What a party knows by itself, without the planner: the instructions it gave or was named in, and its statement at the rails.</summary>
public interface IPartyView
{
    /// <summary>What the intake log holds of these payments, by transaction id; an id that is missing was never accepted.</summary>
    Task<IReadOnlyDictionary<string, SeenPayment>> PaymentsAsync(IReadOnlyCollection<string> transactionIds, CancellationToken cancellationToken);

    /// <summary>What confirmed wires of earlier rounds of the batch have moved already: positive was received, negative was paid.</summary>
    Task<IReadOnlyList<NetPosition>> MovedAsync(string batchId, int beforeRound, CancellationToken cancellationToken);
}

/// <summary>One payment as the intake log holds it; amounts in minor units of the source currency.</summary>
/// <param name="Debtor">Owner of the source account; null when the account is unknown.</param>
/// <param name="Creditor">The counterparty the payer named.</param>
public sealed record SeenPayment(
    string TransactionId, long AmountMinor, string SourceCurrency, string DestinationCurrency, string? Debtor, string Creditor);
