namespace Settlement.Forecasting.Backtesting;

/// <summary>
/// How the combination would have done at past origins, its members chosen at each by what was known then: the prequential principle, Dawid,
/// "Statistical theory: the prequential approach", Journal of the Royal Statistical Society A 147 (1984). Its errors are those of forecasts that
/// could have been made, so neither the skill nor the intervals gain from having seen the answers.
/// </summary>
/// <param name="Judged">Past forecasts with what came, in order of origin, then day ahead.</param>
internal sealed record TrackRecord(IReadOnlyList<JudgedForecast> Judged)
{
    /// <summary>Index of the seasonal-naive method in the pool.</summary>
    private const int Naive = 0;

    public int Origins => Judged.Select(judged => judged.Origin).Distinct().Count();

    public double Error => Judged.Average(judged => Math.Abs(judged.Forecast - judged.Actual));

    public double NaiveError => Judged.Average(judged => Math.Abs(judged.Naive - judged.Actual));

    /// <summary>One less the ratio of the errors; 0 where the naive forecast makes none, or nothing was judged.</summary>
    public double Skill => Judged.Count > 0 && NaiveError > 0 ? 1 - (Error / NaiveError) : 0;

    /// <summary>The same record had the naive forecast been used.</summary>
    public TrackRecord OfNaive() => new([.. Judged.Select(judged => judged with { Forecast = judged.Naive })]);

    public static TrackRecord Of(Backtest backtest, double[] values, int methods)
    {
        var judged = new List<JudgedForecast>();
        for (var i = 0; i < backtest.Origins.Count; i++)
        {
            var origin = backtest.Origins[i];
            var errors = MethodErrors.At(origin, backtest, i, values, methods);
            var members = Combination.Choose(errors, backtest.Forecasts[i]);
            if (members.Length == 0)
            {
                continue;
            }

            var combined = Combination.Mean(members, backtest.Forecasts[i]);
            var naive = backtest.Forecasts[i][Naive]!;
            for (var h = 0; h < combined.Length; h++)
            {
                if (!double.IsNaN(values[origin + h]))
                {
                    judged.Add(new JudgedForecast(origin, h, combined[h], naive[h], values[origin + h]));
                }
            }
        }

        return new TrackRecord(judged);
    }
}
