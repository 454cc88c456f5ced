namespace Settlement.Domain.Reports;

/// <summary>
/// The same settlement counted from four sources in one currency, minor units. Net positions are taken per batch and participant, since each
/// batch nets for itself; a sum of them is what the net debtors pay.
/// </summary>
/// <param name="Payments">Settled payments whose source currency this is.</param>
/// <param name="GrossMinor">Sum of their source legs, from the transactions.</param>
/// <param name="GrossPostedMinor">The same from the ledger's payment entries.</param>
/// <param name="NetMinor">Net debits re-derived from the transactions' legs, independently of the plan.</param>
/// <param name="WiresMinor">Net debits of what the confirmed wires moved.</param>
/// <param name="PostingsMinor">Net debits of the settlement accounts by the ledger's wire entries.</param>
/// <param name="Wires">Confirmed wires.</param>
public sealed record CurrencyProof(
    string Currency, int Payments, long GrossMinor, long GrossPostedMinor, long NetMinor, long WiresMinor, long PostingsMinor, int Wires)
{
    /// <summary>Whether gross equals gross posted, and net equals wires equals postings, to the minor unit.</summary>
    public bool Equal => GrossMinor == GrossPostedMinor && NetMinor == WiresMinor && NetMinor == PostingsMinor;
}
