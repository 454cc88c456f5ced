namespace Settlement.Forecasting.Methods;

/// <summary>
/// The leading eigenvectors of a series' lag covariance by orthogonal iteration (Golub and Van Loan, "Matrix Computations", section 8.2.4),
/// started from the level and the harmonics of the week, which is what they mostly are. Only the space that they span matters to a forecast, so
/// they are not rotated to the eigenvectors one by one. Several times as fast as all eigenvectors at once.
/// </summary>
internal static class LagCovariance
{
    private const int Iterations = 25;

    /// <param name="values">Around a mean of 0.</param>
    /// <returns>Orthonormal vectors of the window's length: one, and two for each harmonic of the period.</returns>
    public static double[][] LeadingVectors(double[] values, int window, int period)
    {
        var covariance = Of(values, window);
        var vectors = Start(window, period);
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            for (var v = 0; v < vectors.Length; v++)
            {
                vectors[v] = Multiply(covariance, vectors[v]);
            }

            Orthonormalise(vectors);
        }

        return vectors;
    }

    /// <summary>Sums of products of the windows' values, each diagonal by adding what enters and taking what leaves.</summary>
    private static double[][] Of(double[] values, int window)
    {
        var windows = values.Length - window + 1;
        var covariance = new double[window][];
        for (var a = 0; a < window; a++)
        {
            covariance[a] = new double[window];
        }

        for (var lag = 0; lag < window; lag++)
        {
            double sum = 0;
            for (var k = 0; k < windows; k++)
            {
                sum += values[k] * values[k + lag];
            }

            covariance[0][lag] = covariance[lag][0] = sum;
            for (var a = 1; a + lag < window; a++)
            {
                sum += (values[a - 1 + windows] * values[a - 1 + windows + lag]) - (values[a - 1] * values[a - 1 + lag]);
                covariance[a][a + lag] = covariance[a + lag][a] = sum;
            }
        }

        return covariance;
    }

    private static double[][] Start(int window, int period)
    {
        var vectors = new double[(2 * (period / 2)) + 1][];
        for (var v = 0; v < vectors.Length; v++)
        {
            var harmonic = (v + 1) / 2;
            vectors[v] = new double[window];
            for (var i = 0; i < window; i++)
            {
                var angle = 2 * Math.PI * harmonic * i / period;
                vectors[v][i] = v % 2 == 0 ? Math.Cos(angle) : Math.Sin(angle);
            }
        }

        Orthonormalise(vectors);
        return vectors;
    }

    private static double[] Multiply(double[][] matrix, double[] vector)
    {
        var result = new double[vector.Length];
        for (var a = 0; a < result.Length; a++)
        {
            var row = matrix[a];
            double sum = 0;
            for (var b = 0; b < row.Length; b++)
            {
                sum += row[b] * vector[b];
            }

            result[a] = sum;
        }

        return result;
    }

    /// <summary>Modified Gram-Schmidt; a vector that the others span already becomes zero and adds nothing.</summary>
    private static void Orthonormalise(double[][] vectors)
    {
        for (var v = 0; v < vectors.Length; v++)
        {
            var before = Math.Sqrt(Dot(vectors[v], vectors[v]));
            for (var u = 0; u < v; u++)
            {
                var share = Dot(vectors[u], vectors[v]);
                for (var i = 0; i < vectors[v].Length; i++)
                {
                    vectors[v][i] -= share * vectors[u][i];
                }
            }

            var length = Math.Sqrt(Dot(vectors[v], vectors[v]));
            for (var i = 0; i < vectors[v].Length; i++)
            {
                vectors[v][i] = length > 1e-10 * before ? vectors[v][i] / length : 0;
            }
        }
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
