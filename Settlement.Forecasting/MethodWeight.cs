namespace Settlement.Forecasting;

/// <summary>The share of one method in a forecast; the shares of a forecast sum to one.</summary>
/// <param name="MeanAbsoluteErrorMinor">The method's own error at past origins, in minor units; null when it was not judged.</param>
public sealed record MethodWeight(string Method, double Weight, double? MeanAbsoluteErrorMinor);
