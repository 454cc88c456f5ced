using System.Globalization;
using Settlement.Forecasting;

namespace Settlement.Benchmarks.Forecast;

/// <summary>The public series that forecasts are measured on, from <c>../shared/data/forecast</c> beside the project.</summary>
internal static class ForecastData
{
    /// <summary>NN5's values have decimals of a share; so many parts of one are a forecast's minor unit.</summary>
    private const double Nn5Scale = 1_000_000;

    private static readonly DateOnly Nn5Start = new(1996, 3, 18);

    /// <summary>
    /// Bank holidays of England and Wales in the years of the NN5 series (The London Gazette; Banking and Financial Dealings Act 1971): the cash
    /// machines are in the United Kingdom.
    /// </summary>
    private static readonly HashSet<DateOnly> BankHolidays =
    [
        .. """
           1996-04-05 1996-04-08 1996-05-06 1996-05-27 1996-08-26 1996-12-25 1996-12-26
           1997-01-01 1997-03-28 1997-03-31 1997-05-05 1997-05-26 1997-08-25 1997-12-25 1997-12-26
           1998-01-01 1998-04-10 1998-04-13 1998-05-04 1998-05-25
           """.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)
            .Select(text => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture)),
    ];

    public static DayGrid Nn5Days { get; } = DayGrid.EveryDay(BankHolidays);

    public static DayGrid TreasuryDays { get; } = DayGrid.BusinessDays("USD");

    /// <summary>The folder, looked for upwards from the program; null when this machine does not have it.</summary>
    public static string? FindFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Settlement.sln")))
            {
                var data = Path.Combine(folder.FullName, "..", "shared", "data", "forecast");
                return Directory.Exists(data) ? data : null;
            }
        }

        return null;
    }

    /// <summary>NN5's series: name and daily values without gaps.</summary>
    public static IReadOnlyList<MeasuredSeries> Nn5(string folder) =>
    [
        .. File.ReadLines(Path.Combine(folder, "nn5_daily_first60.tsf"))
            .SkipWhile(line => line != "@data").Skip(1).Where(line => line.Length > 0)
            .Select(line => line.Split(':'))
            .Select(parts => (Name: parts[0], Values: parts[^1].Split(',').Select(Number).ToArray()))
            .Select(series => new MeasuredSeries(
                series.Name, Nn5Days, [.. series.Values.Select((_, day) => Nn5Start.AddDays(day))],
                [.. series.Values.Select(value => (long)Math.Round(value * Nn5Scale))])),
    ];

    /// <summary>The Treasury's deposits and withdrawals, in millions of dollars, on the days on which both are given.</summary>
    public static (MeasuredSeries Inflow, MeasuredSeries Outflow) Treasury(string folder)
    {
        string[][] rows =
        [
            .. File.ReadLines(Path.Combine(folder, "us-treasury-tga-daily-to-2023.csv")).Skip(1).Select(line => line.Split(','))
                .Where(row => row[3].Length > 0 && row[4].Length > 0),
        ];
        DateOnly[] dates = [.. rows.Select(row => DateOnly.ParseExact(row[0], "yyyy-MM-dd", CultureInfo.InvariantCulture))];
        return (Column("deposits", 3), Column("withdrawals", 4));

        MeasuredSeries Column(string name, int index) => new(name, TreasuryDays, dates, [.. rows.Select(row => (long)Number(row[index]))]);
    }

    /// <summary>The published rows of NN5's daily series: method, MASE and sMAPE in percent.</summary>
    public static IReadOnlyList<(string Method, double Mase, double Smape)> PublishedNn5(string folder)
    {
        string[][] rows = [.. File.ReadLines(Path.Combine(folder, "published-scores.csv")).Select(line => line.Split(','))];
        var mase = rows.Single(row => row[0].StartsWith("NN5 daily", StringComparison.Ordinal) && row[1] == "MASE");
        var smape = rows.Single(row => row[0].StartsWith("NN5 daily", StringComparison.Ordinal) && row[1] == "sMAPE");
        return [.. Enumerable.Range(2, mase.Length - 2).Select(i => (rows[0][i], Number(mase[i]), Number(smape[i])))];
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
