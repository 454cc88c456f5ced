namespace Settlement.Domain.Risk;

/// <summary>The monitoring tools for intraday liquidity management (BCBS 248, April 2013) of one currency and day. Amounts are texts in its units.</summary>
/// <param name="TimeZone">Of the day and its hours.</param>
public sealed record IntradayRiskAnswer(string Currency, DateOnly Date, string TimeZone, IReadOnlyList<IntradayRiskOfParticipant> Items);

/// <param name="DailyMaximumUsage">A(i).</param>
/// <param name="AvailableAtStart">A(ii).</param>
/// <param name="TotalPayments">A(iii).</param>
/// <param name="TimeSpecificObligations">A(iv).</param>
/// <param name="CorrespondentPayments">B(i).</param>
/// <param name="CreditLinesExtended">B(ii).</param>
/// <param name="Throughput">C(i).</param>
public sealed record IntradayRiskOfParticipant(
    string ParticipantId, MaximumUsageView DailyMaximumUsage, AvailableAtStartView AvailableAtStart, TotalPaymentsView TotalPayments,
    TimeSpecificObligationsView TimeSpecificObligations, CorrespondentPaymentsView CorrespondentPayments, CreditLinesView CreditLinesExtended,
    IReadOnlyList<ThroughputView> Throughput);

/// <param name="LargestNegative">The most by which what its wires took led what they brought; zero where they never did.</param>
public sealed record MaximumUsageView(string LargestNegative, DateTimeOffset? LargestNegativeAt, string LargestPositive, DateTimeOffset? LargestPositiveAt);

/// <param name="CreditLines">None exist: always zero.</param>
public sealed record AvailableAtStartView(string Total, string PrefundedBalance, string CreditLines);

/// <param name="Sent">Gross value of its posted payments.</param>
/// <param name="WiresOut">What its wires took after netting.</param>
public sealed record TotalPaymentsView(string Sent, long SentPayments, string Received, long ReceivedPayments, string WiresOut, string WiresIn);

/// <param name="Settled">Of windows with their cut-off on the day: value of its outgoing payments that settled in them.</param>
/// <param name="Missed">Value of those that were moved to a later window.</param>
/// <param name="Due">Value of those that still wait for a window of the day.</param>
public sealed record TimeSpecificObligationsView(string Settled, long SettledPayments, string Missed, long MissedPayments, string Due, long DuePayments);

/// <param name="Basis">What is counted.</param>
public sealed record CorrespondentPaymentsView(string Value, long Payments, IReadOnlyList<CorrespondentCustomerView> Largest, string Basis);

public sealed record CorrespondentCustomerView(string Customer, string Value, long Payments);

/// <param name="Basis">What is counted.</param>
public sealed record CreditLinesView(string Extended, string PeakUse, string Basis);

/// <param name="Share">Of the day's outgoing value that was settled by the end of the hour, 0 to 1.</param>
public sealed record ThroughputView(int Hour, string Cumulative, double Share);
