namespace Settlement.Engine.Risk.Intraday;

/// <summary>
/// The monitoring tools for intraday liquidity management of one participant, currency and day: Basel Committee on Banking Supervision, paper 248 (April
/// 2013). Minor units.
/// </summary>
/// <param name="Usage">A(i) daily maximum intraday liquidity usage.</param>
/// <param name="OpeningMinor">A(ii) available at the day's start: the prefunded balance; no participant has a credit line here.</param>
/// <param name="Total">A(iii) total payments.</param>
/// <param name="TimeSpecific">A(iv) time-specific obligations.</param>
/// <param name="Correspondents">B(i) payments on behalf of correspondent banking customers.</param>
/// <param name="CreditLines">B(ii) intraday credit lines extended to customers.</param>
/// <param name="Throughput">C(i): share of the day's outgoing value that was settled by the end of each hour with any.</param>
public sealed record IntradayMeasures(
    string Participant, string Currency, DateOnly Day, MaximumUsage Usage, long OpeningMinor, PaymentTotals Total, TimedObligations TimeSpecific,
    CorrespondentPayments Correspondents, CreditLines CreditLines, IReadOnlyList<HourThroughput> Throughput);

/// <param name="NegativeMinor">The largest net negative cumulative position, as a positive number: funds that it needed; 0 where it never led.</param>
/// <param name="PositiveMinor">The largest net positive one.</param>
public sealed record MaximumUsage(long NegativeMinor, DateTimeOffset? NegativeAt, long PositiveMinor, DateTimeOffset? PositiveAt);

/// <summary>Gross value of the payments that were posted, and what their wires moved after netting.</summary>
public sealed record PaymentTotals(long SentMinor, long ReceivedMinor, long SentPayments, long ReceivedPayments, long WiresOutMinor, long WiresInMinor);

/// <summary>Obligations with a time: what netted windows take at their cut-off.</summary>
/// <param name="SettledMinor">Value of its outgoing payments of windows with a cut-off on the day that settled in them.</param>
/// <param name="MissedMinor">Value of those that were moved on to a later window instead.</param>
/// <param name="DueMinor">Value of those that still wait for a window that closes on the day.</param>
public sealed record TimedObligations(long SettledMinor, long Settled, long MissedMinor, long Missed, long DueMinor, long Due);

/// <summary>Payments whose metadata name the customer for whom they were made (on_behalf_of).</summary>
/// <param name="Largest">The five customers with the most value.</param>
public sealed record CorrespondentPayments(long ValueMinor, long Payments, IReadOnlyList<CustomerValue> Largest);

public sealed record CustomerValue(string Customer, long ValueMinor, long Payments);

/// <summary>This system extends no credit and knows of none that its participants extend: every figure is zero.</summary>
public sealed record CreditLines(long ExtendedMinor, long PeakUseMinor)
{
    public static CreditLines None { get; } = new(0, 0);
}

/// <param name="Hour">Local to the currency's settlement system, at whose end it is counted.</param>
/// <param name="Share">Cumulative, 0 to 1.</param>
public sealed record HourThroughput(int Hour, long CumulativeMinor, double Share);
