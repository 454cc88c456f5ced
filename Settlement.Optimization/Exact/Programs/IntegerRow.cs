namespace Settlement.Optimization.Exact.Programs;

/// <summary>One linear constraint: <c>Min &lt;= sum of Coefficients[k] * x[Variables[k]] &lt;= Max</c>, in exact integers.</summary>
/// <param name="Min"><see cref="long.MinValue"/> where there is none.</param>
/// <param name="Max"><see cref="long.MaxValue"/> where there is none.</param>
public sealed record IntegerRow(int[] Variables, long[] Coefficients, long Min, long Max);
