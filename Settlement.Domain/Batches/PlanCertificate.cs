namespace Settlement.Domain.Batches;

/// <summary>
/// What proves a plan's bounds by evaluation alone (docs/OPTIMISER.md, "The certificate"). The weight of a payment is its value in the cost
/// currency, at least one minor unit, times 1 + priority + times deferred (at most 9). Every price is a whole number of 2^-40 units, so
/// that checking needs integers only.
/// </summary>
/// <param name="SettledWeight">Sum of the weights that the plan settles.</param>
/// <param name="WeightBound">No plan that keeps every limit settles more.</param>
/// <param name="Weight">Prices of the limits that prove <paramref name="WeightBound"/>: weight per minor unit.</param>
/// <param name="Cost">Prices of the limits in the bound of the cost: cost per minor unit.</param>
/// <param name="WeightPrice">Price of one unit of weight settled less than in this plan, in the bound of the cost.</param>
/// <param name="Wires">
/// Cells in which every plan that settles as much has a wire, each with the price that proves it: weight per minor unit, of either sign.
/// </param>
/// <param name="Currencies">Cost of obtaining one minor unit of a currency on the market, relative to the others.</param>
/// <param name="Cases">
/// Where one set of prices proves too little: cases that together hold every plan, each with prices of its own. The prices beside them are
/// not read then. Null for the one case that is everything.
/// </param>
/// <param name="Version">1: as first stored. 2: payments that nothing could settle take no part in the bounds, and there may be cases.</param>
public sealed record PlanCertificate(
    Int128 SettledWeight, Int128 WeightBound, LimitPrices Weight, LimitPrices Cost, long WeightPrice,
    IReadOnlyList<CellPrice> Wires, IReadOnlyList<CurrencyPrice> Currencies, IReadOnlyList<CertificateCase>? Cases = null, int Version = 1)
{
    /// <summary>Prices are counted in this many parts of a unit.</summary>
    public const int PriceBits = 40;

    /// <summary>What the planner writes today.</summary>
    public const int CurrentVersion = 2;
}

/// <summary>Plans in which some payments settle and some others wait.</summary>
/// <param name="Fixed">What is supposed. Cases form a tree: those that agree up to some payment are told apart by the next one.</param>
/// <param name="Weight">Prices that bound the weight that such plans settle.</param>
/// <param name="Cost">Prices that bound the cost of those that settle as much as the plan; null where the weight already says that there are
/// none.</param>
/// <param name="WeightPrice">As in <see cref="PlanCertificate"/>.</param>
/// <param name="Wires">As in <see cref="PlanCertificate"/>, among the plans of the case.</param>
public sealed record CertificateCase(
    IReadOnlyList<SupposedPayment> Fixed, LimitPrices Weight, LimitPrices? Cost, long WeightPrice, IReadOnlyList<CellPrice> Wires);

/// <summary>A payment that settles, or waits, by supposition.</summary>
public sealed record SupposedPayment(string TransactionId, bool Settles);

/// <summary>Prices of liquidity and of bilateral limits; what is not listed has the price 0.</summary>
/// <param name="Flows">Net mode: prices of bilateral limits, not negative. Gross mode: of the net flow of two participants, first one in
/// ordinal order, of either sign.</param>
public sealed record LimitPrices(IReadOnlyList<CellPrice> Cells, IReadOnlyList<FlowPrice> Flows);

/// <summary>Price of a participant's liquidity in a currency.</summary>
public sealed record CellPrice(string Participant, string Currency, long Price);

/// <summary>Price of the flow from one participant to another.</summary>
public sealed record FlowPrice(string Debtor, string Creditor, string Currency, long Price);

/// <summary>Price of a currency.</summary>
public sealed record CurrencyPrice(string Currency, long Price);
