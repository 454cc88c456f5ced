namespace Settlement.Engine.Risk.Intraday;

/// <summary>
/// The measures of a month of one participant and currency, as BCBS 248 asks banks to report them: the three largest daily values (of what is available at the
/// day's start the three smallest) and the mean of all days. Minor units; a pure function of the days' measures.
/// </summary>
/// <param name="Days">Business days in it that had begun.</param>
public sealed record IntradayMonth(
    string Participant, string Currency, int Days, MonthFigure LargestNegative, MonthFigure LargestPositive, MonthFigure Opening, MonthFigure Sent, MonthFigure Received,
    MonthFigure TimeSpecific, MonthFigure OnBehalf, MonthFigure CreditLines, MonthFigure CreditLinesPeak, IReadOnlyList<HourShare> Throughput)
{
    private const int HoursOfDay = 24;

    /// <param name="days">Of one participant and currency; not empty.</param>
    public static IntradayMonth Of(IReadOnlyList<IntradayMeasures> days)
    {
        ArgumentNullException.ThrowIfNull(days);
        if (days.Count == 0)
        {
            throw new ArgumentException("a month has at least one day", nameof(days));
        }

        return new IntradayMonth(
            days[0].Participant, days[0].Currency, days.Count,
            Largest(day => day.Usage.NegativeMinor), Largest(day => day.Usage.PositiveMinor), MonthFigure.Smallest([.. days.Select(day => day.OpeningMinor)]),
            Largest(day => day.Total.SentMinor), Largest(day => day.Total.ReceivedMinor),
            Largest(day => checked(day.TimeSpecific.SettledMinor + day.TimeSpecific.MissedMinor + day.TimeSpecific.DueMinor)),
            Largest(day => day.Correspondents.ValueMinor), Largest(day => day.CreditLines.ExtendedMinor), Largest(day => day.CreditLines.PeakUseMinor),
            Shares(days));

        MonthFigure Largest(Func<IntradayMeasures, long> measure) => MonthFigure.Largest([.. days.Select(measure)]);
    }

    /// <summary>The mean share by the end of each hour, of the days on which anything was sent; from the first hour with any to the first with all.</summary>
    private static List<HourShare> Shares(IReadOnlyList<IntradayMeasures> days)
    {
        var sending = days.Where(day => day.Throughput.Count > 0).ToList();
        var shares = new List<HourShare>();
        for (var hour = 0; hour < HoursOfDay && sending.Count > 0; hour++)
        {
            var share = sending.Average(day => day.Throughput.LastOrDefault(one => one.Hour <= hour)?.Share ?? 0);
            if (share > 0 && (shares.Count == 0 || shares[^1].Share < 1))
            {
                shares.Add(new HourShare(hour, share));
            }
        }

        return shares;
    }
}

/// <param name="Three">The three most extreme days, the most extreme first; fewer where there are fewer days.</param>
/// <param name="AverageMinor">Over all days, half to even.</param>
public sealed record MonthFigure(IReadOnlyList<long> Three, long AverageMinor)
{
    private const int Reported = 3;

    public static MonthFigure Largest(IReadOnlyList<long> days) => new([.. days.OrderDescending().Take(Reported)], Mean(days));

    public static MonthFigure Smallest(IReadOnlyList<long> days) => new([.. days.Order().Take(Reported)], Mean(days));

    private static long Mean(IReadOnlyList<long> days) => (long)Math.Round(days.Sum(day => (decimal)day) / days.Count, MidpointRounding.ToEven);
}

/// <param name="Share">0 to 1.</param>
public sealed record HourShare(int Hour, double Share);
