namespace Settlement.Domain.Risk;

/// <summary>The monitoring tools for intraday liquidity management (BCBS 248, April 2013) of one month, as banks report them. Amounts are texts in units of the currency.</summary>
/// <param name="Month">yyyy-MM.</param>
/// <param name="Unknown">What this system does not know and a bank must add.</param>
public sealed record IntradayMonthAnswer(string Currency, string Month, string TimeZone, IReadOnlyList<IntradayMonthOfParticipant> Items, IReadOnlyList<string> Unknown);

/// <param name="Days">Business days of the month that had begun: the averages are over them.</param>
/// <param name="LargestNegative">A(i), net negative cumulative positions.</param>
/// <param name="LargestPositive">A(i), net positive ones.</param>
/// <param name="AvailableAtStart">A(ii): the three smallest.</param>
/// <param name="Sent">A(iii).</param>
/// <param name="Received">A(iii).</param>
/// <param name="TimeSpecificObligations">A(iv): settled in their window, missed and due together.</param>
/// <param name="CorrespondentPayments">B(i).</param>
/// <param name="CreditLinesExtended">B(ii).</param>
/// <param name="CreditLinesPeakUse">B(ii).</param>
/// <param name="Throughput">C(i): the mean share of the day's outgoing value by the end of each hour.</param>
public sealed record IntradayMonthOfParticipant(
    string ParticipantId, int Days, MonthFigureView LargestNegative, MonthFigureView LargestPositive, MonthFigureView AvailableAtStart, MonthFigureView Sent,
    MonthFigureView Received, MonthFigureView TimeSpecificObligations, MonthFigureView CorrespondentPayments, MonthFigureView CreditLinesExtended,
    MonthFigureView CreditLinesPeakUse, IReadOnlyList<ThroughputShareView> Throughput);

/// <param name="Three">The three largest days' values, largest first; of what is available at the start the three smallest, smallest first.</param>
/// <param name="Average">Over all days.</param>
public sealed record MonthFigureView(IReadOnlyList<string> Three, string Average);

public sealed record ThroughputShareView(int Hour, double Share);
