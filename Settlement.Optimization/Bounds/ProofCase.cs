namespace Settlement.Optimization.Bounds;

/// <summary>Plans in which some payments settle and some others wait.</summary>
/// <param name="Fixed">What is supposed, in the order in which cases were told apart.</param>
/// <param name="Weight">Prices that bound what such a plan defers.</param>
/// <param name="LeastDeferred">What they prove, in 2^-40 units.</param>
/// <param name="NextSplit">The payment to tell the next cases apart by, -1 where the relaxation splits none.</param>
internal sealed record ProofCase(Fixing[] Fixed, Prices Weight, Int128 LeastDeferred, int NextSplit);
