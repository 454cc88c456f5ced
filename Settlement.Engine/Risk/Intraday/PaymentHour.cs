namespace Settlement.Engine.Risk.Intraday;

/// <summary>One participant's posted payments of one hour.</summary>
internal sealed record PaymentHour(string Participant, int Hour, long SentMinor, long Sent, long ReceivedMinor, long Received)
{
    /// <param name="hours">Of one participant, in order.</param>
    public static IReadOnlyList<HourThroughput> Throughput(IReadOnlyList<PaymentHour> hours)
    {
        var total = hours.Sum(hour => hour.SentMinor);
        var cumulative = 0L;
        var throughput = new List<HourThroughput>();
        foreach (var hour in hours.Where(hour => hour.SentMinor > 0))
        {
            cumulative += hour.SentMinor;
            throughput.Add(new HourThroughput(hour.Hour, cumulative, (double)cumulative / total));
        }

        return throughput;
    }
}
