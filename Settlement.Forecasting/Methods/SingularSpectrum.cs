using MathNet.Numerics.LinearAlgebra;
using Settlement.Forecasting.Series;

namespace Settlement.Forecasting.Methods;

/// <summary>
/// Singular spectrum analysis with recurrent forecasting: Golyandina and Zhigljavsky, "Singular Spectrum Analysis for Time Series" (2013),
/// sections 2.1 and 3.3; Broomhead and King, Physica D 20 (1986). The series' windows are projected on the leading eigenvectors of their lag
/// covariance, one for the level and two for every harmonic of the week, and continued by the linear recurrence that these vectors obey.
/// Outliers are pulled in first, since squares are at work.
/// </summary>
public sealed class SingularSpectrum : IPointForecaster
{
    private const int MaximumDays = 400;

    /// <summary>Weeks of a window: long enough to tell the season from the level, a third of the series at most.</summary>
    private const int WindowWeeks = 16;

    /// <summary>Values further from their weekday's median nearby than so many deviations are pulled in.</summary>
    private const double Clip = 2.5;

    private const int NearWeeks = 9;

    /// <summary>Verticality of the eigenvectors at which the recurrence is not defined any more.</summary>
    private const double LargestVerticality = 0.999;

    /// <summary>A recurrence can grow without bound; the range seen, and a fifth more, is its bound.</summary>
    private const double Reach = 1.2;

    public string Name => "singular-spectrum";

    public bool CanForecast(SeriesView history)
    {
        ArgumentNullException.ThrowIfNull(history);
        return history.Origin >= 9 * history.Period;
    }

    public double[] Forecast(SeriesView history, int horizon)
    {
        ArgumentNullException.ThrowIfNull(history);
        var first = Math.Max(0, history.Origin - MaximumDays);
        var values = PullIn(history.Filled()[first..].ToArray(), history.Days, first);
        var mean = values.Average();
        for (var i = 0; i < values.Length; i++)
        {
            values[i] -= mean;
        }

        var window = Math.Min(WindowWeeks, values.Length / (3 * history.Period)) * history.Period;
        var vectors = Leading(values, window, (2 * (history.Period / 2)) + 1);
        var verticality = vectors.Sum(vector => vector[^1] * vector[^1]);
        if (verticality >= LargestVerticality)
        {
            return new SeasonalMedian(NearWeeks).Forecast(history, horizon);
        }

        var (low, high) = (Reach * values.Min(), Reach * values.Max());
        var result = Continue(Reconstruct(values, vectors), vectors, verticality, horizon);
        for (var h = 0; h < horizon; h++)
        {
            result[h] = mean + Math.Clamp(result[h], low, high);
        }

        return result;
    }

    private static double[] PullIn(double[] values, DaySheet days, int first)
    {
        var result = new double[values.Length];
        var near = new List<double>();
        for (var i = 0; i < values.Length; i++)
        {
            near.Clear();
            for (var k = Math.Max(0, i - (NearWeeks * days.Period)); k <= Math.Min(values.Length - 1, i + (NearWeeks * days.Period)); k++)
            {
                if (days.Weekday(first + k) == days.Weekday(first + i))
                {
                    near.Add(values[k]);
                }
            }

            var (median, reach) = (Order.Median(near), Clip * Order.Deviation(near));
            result[i] = Math.Clamp(values[i], median - reach, median + reach);
        }

        return result;
    }

    private static double[][] Leading(double[] values, int window, int rank)
    {
        var covariance = Matrix<double>.Build.Dense(window, window);
        var windows = values.Length - window + 1;
        for (var a = 0; a < window; a++)
        {
            for (var b = a; b < window; b++)
            {
                double sum = 0;
                for (var k = 0; k < windows; k++)
                {
                    sum += values[a + k] * values[b + k];
                }

                covariance[a, b] = covariance[b, a] = sum;
            }
        }

        // Eigenvalues come in rising order.
        var vectors = covariance.Evd(Symmetricity.Symmetric).EigenVectors;
        return [.. Enumerable.Range(1, rank).Select(i => vectors.Column(window - i).ToArray())];
    }

    /// <summary>The projections of all windows, averaged where they overlap.</summary>
    private static double[] Reconstruct(double[] values, double[][] vectors)
    {
        var window = vectors[0].Length;
        var sums = new double[values.Length];
        var counts = new int[values.Length];
        for (var k = 0; k + window <= values.Length; k++)
        {
            foreach (var vector in vectors)
            {
                double product = 0;
                for (var i = 0; i < window; i++)
                {
                    product += vector[i] * values[k + i];
                }

                for (var i = 0; i < window; i++)
                {
                    sums[k + i] += product * vector[i];
                }
            }

            for (var i = 0; i < window; i++)
            {
                counts[k + i]++;
            }
        }

        return [.. sums.Select((sum, i) => sum / counts[i])];
    }

    private static double[] Continue(double[] smooth, double[][] vectors, double verticality, int horizon)
    {
        var lags = vectors[0].Length - 1;
        var recurrence = new double[lags];
        foreach (var vector in vectors)
        {
            for (var i = 0; i < lags; i++)
            {
                recurrence[i] += vector[^1] * vector[i] / (1 - verticality);
            }
        }

        double[] line = [.. smooth[^lags..], .. new double[horizon]];
        for (var h = 0; h < horizon; h++)
        {
            for (var i = 0; i < lags; i++)
            {
                line[lags + h] += recurrence[i] * line[h + i];
            }
        }

        return line[lags..];
    }
}
