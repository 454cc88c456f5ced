using FsCheck.Fluent;
using Settlement.Forecasting;
using Settlement.Forecasting.Backtesting;
using Settlement.Forecasting.Intervals;
using Xunit;

namespace Settlement.Tests.Forecasting;

public sealed class IntervalTests
{
    private const int Series = 48;
    private const int Length = 150;
    private const int Horizon = 10;

    /// <summary>Half of the default: errors enough for an interval of 95 %, at half the time.</summary>
    private static readonly ForecastOptions Origins = ForecastOptions.Default with { Origins = 13 };

    [Fact]
    public void Intervals_cover_what_they_say()
    {
        var days = new (ForecastPoint Point, long Actual)[Series][];
        Parallel.For(0, Series, new ParallelOptions { CancellationToken = TestContext.Current.CancellationToken }, seed =>
        {
            var random = new Random(seed);
            var dates = Made.Dates(Made.Business, Length + Horizon);
            var level = 0.0;

            // Every other series has a level that wanders.
            long[] flows =
            [
                .. dates.Select((date, i) =>
                {
                    level = seed % 2 == 0 ? 0 : (0.9 * level) + (0.1 * Made.Normal(random));
                    return (long)(Made.Flow(i, date, random) * Math.Exp(level));
                }),
            ];
            var history = SeriesHistory.Of("made", Made.Business, dates.Take(Length).Select((date, i) => new Observation(date, flows[i])));
            days[seed] = [.. SeriesForecaster.Forecast(history, Horizon, Origins).Points.Select((point, h) => (point, flows[Length + h]))];
        });

        (ForecastPoint Point, long Actual)[] all = [.. days.SelectMany(own => own)];
        Assert.InRange(Covered(all, 50), 0.44, 0.56);
        Assert.InRange(Covered(all, 80), 0.77, 0.83);
        Assert.InRange(Covered(all, 95), 0.92, 0.985);
    }

    [Fact]
    public void Conformal_quantiles_are_exact_on_errors_of_equal_weight()
    {
        // Errors -49 to 50 of one day ahead, made at the origin: with 100 errors the 0.9 quantile is the 91st of them, 41, the 0.1 the 10th.
        JudgedForecast[] judged = [.. Enumerable.Range(1, 100).Select(i => new JudgedForecast(200, 0, 0, 0, i - 50))];
        var intervals = new ConformalIntervals(judged, 1, 200);

        Assert.Equal([-40, -25, 26, 41], intervals.Quantiles(0, 0, [0.1, 0.25, 0.75, 0.9]).Select(value => value!.Value));
    }

    [Theory]
    [InlineData(1.0, 0.9, 1.1)]
    [InlineData(3.0, 1.05, 2.5)]
    [InlineData(0.3, 0.4, 0.95)]
    public void Intervals_that_did_not_hold_what_they_say_are_widened_or_narrowed(double growth, double least, double most)
    {
        // The later half of the past errs by so much more than the errors that its intervals were made of.
        var random = new Random(5);
        JudgedForecast[] judged = [.. Enumerable.Range(0, 60).SelectMany(origin => Enumerable.Range(0, 5).Select(ahead =>
            new JudgedForecast(origin * 5, ahead, 1_000, 0, 1_000 + (100 * (origin < 30 ? 1 : growth) * Made.Normal(random)))))];

        Assert.InRange(PastCoverage.Widening(judged, 0, 300), least, most);
    }

    [Fact]
    public void Nothing_is_widened_where_nothing_can_be_scored() =>
        Assert.Equal(1, PastCoverage.Widening([.. Enumerable.Range(1, 40).Select(i => new JudgedForecast(200, 0, 0, 0, i))], 1, 201));

    [Fact]
    public void What_too_few_errors_cannot_tell_is_not_told()
    {
        JudgedForecast[] judged = [.. Enumerable.Range(1, 12).Select(i => new JudgedForecast(200, 0, 100, 0, 100 + i))];
        var quantiles = new ConformalIntervals(judged, 1, 200).Quantiles(0, 100, [0.025, 0.1, 0.9, 0.975]);

        Assert.Null(quantiles[0]);
        Assert.NotNull(quantiles[1]);
        Assert.NotNull(quantiles[2]);
        Assert.Null(quantiles[3]);
    }

    [Fact]
    public void Errors_grow_with_the_size_of_the_forecast()
    {
        JudgedForecast[] judged = [.. Enumerable.Range(1, 100).Select(i => new JudgedForecast(200, 0, 1_000, 0, 1_000 + (i - 50)))];
        var intervals = new ConformalIntervals(judged, 0, 200);

        Assert.Equal(10 * (intervals.Quantiles(0, 1_000, [0.9])[0]!.Value - 1_000), intervals.Quantiles(0, 10_000, [0.9])[0]!.Value - 10_000, 1e-6);
    }

    [Fact]
    public void Intervals_hold_one_another_and_probabilities_fall_with_the_threshold() => Laws.Hold(Prop.ForAll(
        ArbMap.Default.ArbFor<int[]>().Filter(values => values.Length >= 60), ArbMap.Default.ArbFor<int>(), (errors, forecast) =>
        {
            JudgedForecast[] judged = [.. errors.Select((error, i) => new JudgedForecast(i, i % 5, 1_000, 0, 1_000L + error))];
            var point = PointFactory.Create(Made.Monday, 0, forecast, new ConformalIntervals(judged, 500, errors.Length), nonNegative: false);
            var ranges = point.Intervals;
            var nested = ranges.Zip(ranges.Skip(1)).All(pair => pair.Second.LowMinor <= pair.First.LowMinor && pair.Second.HighMinor >= pair.First.HighMinor);
            long[] thresholds = [.. Enumerable.Range(-20, 41).Select(i => forecast + (i * 200L))];
            double[] chances = [.. thresholds.Select(threshold => point.ProbabilityAbove(threshold)!.Value)];
            return nested && chances.Zip(chances.Skip(1)).All(pair => pair.Second <= pair.First) && chances.All(chance => chance is > 0 and < 1);
        }), cases: 100);

    [Fact]
    public void The_amount_at_a_probability_is_exceeded_with_what_is_left_of_it()
    {
        var point = new ForecastPoint(
            Made.Monday, 100, [], [new ForecastQuantile(0.1, 50), new ForecastQuantile(0.5, 100), new ForecastQuantile(0.9, 300)]);

        Assert.Equal(200, point.AmountAt(0.7));
        Assert.Equal(0.3, point.ProbabilityAbove(200)!.Value, 1e-9);
        Assert.Equal(50, point.AmountAt(0.01));
        Assert.Equal(0.9, point.ProbabilityAbove(0)!.Value, 1e-9);
        Assert.Equal(0.1, point.ProbabilityAbove(10_000)!.Value, 1e-9);
    }

    private static double Covered((ForecastPoint Point, long Actual)[] days, int coveragePercent) =>
        days.Average(day => day.Point.Interval(coveragePercent)!.Value.Covers(day.Actual) ? 1.0 : 0.0);
}
