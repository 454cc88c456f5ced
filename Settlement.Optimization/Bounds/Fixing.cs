namespace Settlement.Optimization.Bounds;

/// <summary>What a case supposes of one payment.</summary>
internal readonly record struct Fixing(int Payment, bool Settles);
