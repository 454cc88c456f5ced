namespace Settlement.Forecasting.Methods;

/// <summary>
/// The least value of a function of a few variables without derivatives: Nelder and Mead, "A simplex method for function minimization", The
/// Computer Journal 7 (1965), with their coefficients 1, 2, 1/2, 1/2.
/// </summary>
internal static class SimplexSearch
{
    private const double FirstStep = 1.2;

    /// <param name="evaluations">The bound: the search ends after about so many.</param>
    public static double[] Minimise(Func<double[], double> function, double[] start, int evaluations)
    {
        var n = start.Length;
        var corners = new double[n + 1][];
        var costs = new double[n + 1];
        for (var i = 0; i <= n; i++)
        {
            corners[i] = [.. start];
            if (i > 0)
            {
                corners[i][i - 1] += FirstStep;
            }

            costs[i] = function(corners[i]);
        }

        for (var used = n + 1; used < evaluations;)
        {
            Array.Sort(costs, corners);
            used += Step(function, corners, costs);
        }

        Array.Sort(costs, corners);
        return corners[0];
    }

    /// <returns>Evaluations used.</returns>
    private static int Step(Func<double[], double> function, double[][] corners, double[] costs)
    {
        var n = corners.Length - 1;
        var reflected = Along(corners, -1);
        var cost = function(reflected);
        if (cost < costs[0])
        {
            var expanded = Along(corners, -2);
            var further = function(expanded);
            (corners[n], costs[n]) = further < cost ? (expanded, further) : (reflected, cost);
            return 2;
        }

        if (cost < costs[n - 1])
        {
            (corners[n], costs[n]) = (reflected, cost);
            return 1;
        }

        var contracted = Along(corners, 0.5);
        var nearer = function(contracted);
        if (nearer < costs[n])
        {
            (corners[n], costs[n]) = (contracted, nearer);
            return 2;
        }

        for (var i = 1; i <= n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                corners[i][j] = (corners[i][j] + corners[0][j]) / 2;
            }

            costs[i] = function(corners[i]);
        }

        return 2 + n;
    }

    /// <summary>The point on the line from the centre of all corners but the worst to the worst: 1 is the worst itself.</summary>
    private static double[] Along(double[][] corners, double share)
    {
        var n = corners.Length - 1;
        var point = new double[n];
        for (var j = 0; j < n; j++)
        {
            double centre = 0;
            for (var i = 0; i < n; i++)
            {
                centre += corners[i][j] / n;
            }

            point[j] = centre + (share * (corners[n][j] - centre));
        }

        return point;
    }
}
