using Settlement.Domain.Batches;
using Settlement.Domain.Fx;

namespace Settlement.Optimization.Frontier;

/// <summary>One day's payments as they arrived, to be settled again under other policies.</summary>
/// <param name="Minutes">Length of the day: what is not settled then waits until the next.</param>
/// <param name="Costs">Prices of wires and deferral.</param>
public sealed record PaymentDay(string Name, IReadOnlyList<DayPayment> Payments, int Minutes, FxRates Rates, CostModel Costs);

/// <param name="Minute">When it arrived, 0 to the day's length less one.</param>
public sealed record DayPayment(Candidate Payment, int Minute);
