namespace Settlement.Forecasting;

/// <summary>A forecast of a daily series in minor units.</summary>
/// <param name="Series">The history's name.</param>
/// <param name="Origin">The last day that was known.</param>
/// <param name="Points">The days after the origin, one each, in order.</param>
/// <param name="Method">What made it: a method's name, or <c>combination</c>; <c>seasonal-naive</c> where nothing was better.</param>
/// <param name="Weights">The methods in it, the largest share first.</param>
/// <param name="Caveats">What to know before trusting it; empty when nothing is.</param>
public sealed record Forecast(
    string Series,
    DateOnly Origin,
    IReadOnlyList<ForecastPoint> Points,
    string Method,
    ForecastSkill Skill,
    IReadOnlyList<MethodWeight> Weights,
    IReadOnlyList<ForecastCaveat> Caveats);
