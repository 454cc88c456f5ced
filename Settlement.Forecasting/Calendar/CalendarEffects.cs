using MathNet.Numerics.LinearAlgebra;
using Settlement.Forecasting.Series;

namespace Settlement.Forecasting.Calendar;

/// <summary>
/// What each indicator of the calendar adds to a day, by a regression of the past on weekdays and <see cref="CalendarFeatures"/>: least absolute
/// deviations by iterated weights (Schlossmacher, "An iterative technique for absolute deviations curve fitting", Journal of the American
/// Statistical Association 68 (1973)), with a ridge penalty on the indicators (Hoerl and Kennard, Technometrics 12 (1970)), so that one that was
/// seen once adds little. Calendar regressors: Bell and Hillmer, "Modeling time series with calendar variation", Journal of the American
/// Statistical Association 78 (1983).
/// </summary>
internal sealed class CalendarEffects
{
    private const int Iterations = 12;

    /// <summary>Weight of a day halves after so many: effects of the calendar are steady over years.</summary>
    private const double HalfLife = 1_000;

    /// <summary>Residuals smaller than this share of a typical amount weigh no more.</summary>
    private const double LeastResidual = 0.05;

    private const double ResidualUnit = 0.3;
    private const double Ridge = 1;
    private const double WeekdayRidge = 0.01;

    private readonly DaySheet days;
    private readonly double[] effects;

    private CalendarEffects(DaySheet days, double[] effects)
    {
        this.days = days;
        this.effects = effects;
    }

    /// <param name="scaled">The past on the scale on which effects add up, of a typical size of about 1.</param>
    public static CalendarEffects Fit(DaySheet days, double[] scaled)
    {
        ArgumentNullException.ThrowIfNull(scaled);
        var period = days.Period;
        var columns = period + CalendarFeatures.Count(days.Grid);
        var rows = new int[scaled.Length][];
        var age = new double[scaled.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = [days.Weekday(i), .. days.Features(i).Select(feature => period + feature)];
            age[i] = Math.Pow(0.5, (rows.Length - 1 - i) / HalfLife);
        }

        double[] weights = [.. age];
        var solution = new double[columns];
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            solution = Solve(rows, scaled, weights, columns, period);
            for (var i = 0; i < rows.Length; i++)
            {
                var residual = Math.Abs(scaled[i] - rows[i].Sum(column => solution[column]));
                weights[i] = age[i] * ResidualUnit / Math.Max(LeastResidual, residual);
            }
        }

        return new CalendarEffects(days, solution[period..]);
    }

    /// <summary>What the calendar adds on a step of the past or the future, beside its weekday.</summary>
    public double At(int step)
    {
        double sum = 0;
        foreach (var feature in days.Features(step))
        {
            sum += effects[feature];
        }

        return sum;
    }

    private static double[] Solve(int[][] rows, double[] values, double[] weights, int columns, int period)
    {
        var normal = Matrix<double>.Build.Dense(columns, columns);
        var right = Vector<double>.Build.Dense(columns);
        for (var i = 0; i < rows.Length; i++)
        {
            foreach (var a in rows[i])
            {
                right[a] += weights[i] * values[i];
                foreach (var b in rows[i])
                {
                    normal[a, b] += weights[i];
                }
            }
        }

        for (var a = 0; a < columns; a++)
        {
            normal[a, a] += a < period ? WeekdayRidge : Ridge;
        }

        return normal.Cholesky().Solve(right).ToArray();
    }
}
