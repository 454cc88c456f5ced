using System.ComponentModel.DataAnnotations;

namespace Settlement.Engine.Risk;

/// <summary>The section <c>Risk</c>.</summary>
public sealed class RiskOptions
{
    public const string Section = "Risk";

    /// <summary>The currency that values of several currencies are summed in, at mid; default USD.</summary>
    [RegularExpression("^[A-Z]{3}$")]
    public string ReportingCurrency { get; set; } = "USD";

    /// <summary>
    /// A view that was read less than this ago is shown again, so that many readers cost the database one; 0 to 60,000, default 250. A reading that takes longer than
    /// 20 ms is shown for nine times as long as it took, but 0 reads anew for everyone.
    /// </summary>
    [Range(0, 60_000)]
    public int MaxAgeMilliseconds { get; set; } = 250;

    /// <summary>How often the rules of alerts are held against the view; 1 to 3,600 seconds, default 5. A look that takes
    /// seconds itself is followed by a rest of nine times as long, a minute at most.</summary>
    [Range(1, 3_600)]
    public int AlertSeconds { get; set; } = 5;

    /// <summary>Payments that a stress test nets again at most, the oldest first; 1 to 200,000, default 20,000. What is left out is said in the answer.</summary>
    [Range(1, 200_000)]
    public int MaxStressPayments { get; set; } = 20_000;
}
