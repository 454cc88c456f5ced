using Settlement.Domain.Batches;

namespace Settlement.Optimization.Bounds;

/// <summary>A case with what its prices prove, in 2^-40 units.</summary>
/// <param name="Cost">Null where such plans settle less than the plan at hand.</param>
/// <param name="LeastCost">But for the proven wires.</param>
internal sealed record ProvenCase(
    Fixing[] Fixed, Prices Weight, Prices? Cost, IReadOnlyList<CellPrice> Wires, Int128 LeastDeferred, Int128 LeastCost);
