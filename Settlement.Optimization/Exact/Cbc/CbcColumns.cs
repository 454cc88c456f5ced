using Settlement.Optimization.Exact.Programs;

namespace Settlement.Optimization.Exact.Cbc;

/// <summary>
/// A program column by column, in doubles. Rows and objective are divided by their largest coefficient: tolerances are absolute in CBC, and
/// amounts in minor units have up to twelve digits.
/// </summary>
internal sealed class CbcColumns
{
    public CbcColumns(IntegerProgram program)
    {
        var count = program.VariableCount;
        Lower = [.. program.Variables.Select(variable => (double)variable.Min)];
        Upper = [.. program.Variables.Select(variable => (double)variable.Max)];
        var scale = Scale(program.Objective);
        Objective = [.. program.Objective.Select(coefficient => coefficient / scale)];
        Starts = new int[count + 1];
        foreach (var variable in program.Rows.SelectMany(row => row.Variables))
        {
            Starts[variable + 1]++;
        }

        for (var column = 0; column < count; column++)
        {
            Starts[column + 1] += Starts[column];
        }

        Rows = new int[Starts[count]];
        Values = new double[Starts[count]];
        RowLower = new double[program.Rows.Count];
        RowUpper = new double[program.Rows.Count];
        Fill(program, [.. Starts]);
    }

    public double[] Lower { get; }

    public double[] Upper { get; }

    public double[] Objective { get; }

    /// <summary>By column, where its entries begin; one more for the end.</summary>
    public int[] Starts { get; }

    public int[] Rows { get; }

    public double[] Values { get; }

    public double[] RowLower { get; }

    public double[] RowUpper { get; }

    /// <summary>The largest coefficient; 1 where there is none.</summary>
    private static double Scale(IEnumerable<long> coefficients) => coefficients.Select(coefficient => Math.Abs((double)coefficient)).Append(1).Max();

    private void Fill(IntegerProgram program, int[] next)
    {
        for (var number = 0; number < program.Rows.Count; number++)
        {
            var row = program.Rows[number];
            var scale = Scale(row.Coefficients);
            RowLower[number] = row.Min == long.MinValue ? double.NegativeInfinity : row.Min / scale;
            RowUpper[number] = row.Max == long.MaxValue ? double.PositiveInfinity : row.Max / scale;
            for (var k = 0; k < row.Variables.Length; k++)
            {
                var place = next[row.Variables[k]]++;
                Rows[place] = number;
                Values[place] = row.Coefficients[k] / scale;
            }
        }
    }
}
