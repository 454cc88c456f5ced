using Settlement.Forecasting.Series;

namespace Settlement.Forecasting.Methods;

/// <summary>
/// Singular spectrum analysis with recurrent forecasting: Golyandina and Zhigljavsky, "Singular Spectrum Analysis for Time Series" (2013),
/// sections 2.1 and 3.3; Broomhead and King, "Extracting qualitative dynamics from experimental data", Physica D 20 (1986). The series' windows
/// are projected on the leading eigenvectors of their lag covariance, one for the level and two for every harmonic of the week, and continued by
/// the linear recurrence that these vectors obey. Closed days are filled first, so that a week has always as many steps, and outliers pulled in,
/// since squares are at work.
/// </summary>
public sealed class SingularSpectrum : IPointForecaster
{
    private const int MaximumDays = 400;

    /// <summary>Weeks of a window: long enough to tell the season from the level, a third of the series at most.</summary>
    private const int WindowWeeks = 16;

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
        var values = WholeWeeks.Of(history, first);
        var mean = values.Average();
        for (var i = 0; i < values.Length; i++)
        {
            values[i] -= mean;
        }

        var last = WholeWeeks.Position(history.Days, history.Origin - 1);
        var steps = WholeWeeks.Position(history.Days, history.Origin + horizon - 1) - last;
        var line = Continue(values, history.Period, steps);
        var (low, high) = (Reach * values.Min(), Reach * values.Max());
        var result = new double[horizon];
        for (var h = 0; h < horizon; h++)
        {
            result[h] = mean + Math.Clamp(line[WholeWeeks.Position(history.Days, history.Origin + h) - last - 1], low, high);
        }

        return result;
    }

    private static double[] Continue(double[] values, int period, int steps)
    {
        var window = Math.Min(WindowWeeks, values.Length / (3 * period)) * period;
        var vectors = LagCovariance.LeadingVectors(values, window, period);
        var verticality = vectors.Sum(vector => vector[^1] * vector[^1]);
        if (verticality >= LargestVerticality)
        {
            // No recurrence: the last week as it was.
            return [.. Enumerable.Range(0, steps).Select(step => values[values.Length - period + (step % period)])];
        }

        var lags = window - 1;
        var recurrence = new double[lags];
        foreach (var vector in vectors)
        {
            for (var i = 0; i < lags; i++)
            {
                recurrence[i] += vector[^1] * vector[i] / (1 - verticality);
            }
        }

        double[] line = [.. Reconstruct(values, vectors)[^lags..], .. new double[steps]];
        for (var step = 0; step < steps; step++)
        {
            for (var i = 0; i < lags; i++)
            {
                line[lags + step] += recurrence[i] * line[step + i];
            }
        }

        return line[lags..];
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
}
