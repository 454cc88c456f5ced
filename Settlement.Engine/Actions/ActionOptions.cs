using System.ComponentModel.DataAnnotations;

namespace Settlement.Engine.Actions;

/// <summary>Bounds of operators' actions; configuration section <c>Actions</c>, validated at start.</summary>
public sealed class ActionOptions
{
    public const string Section = "Actions";

    /// <summary>From which total a second person must agree, in units of each currency: <c>Actions:FourEyes:EUR=1000000</c>. 0 asks always.</summary>
    public Dictionary<string, decimal> FourEyes { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The same for currencies that <see cref="FourEyes"/> does not name; default 1,000,000 units.</summary>
    [Range(0, 1e15)]
    public decimal FourEyesElsewhere { get; set; } = 1_000_000;

    /// <summary>By how many percent a posted mid may move against the latest one, or that of a day ago, before a second person must agree; 0 to 100, default 5.</summary>
    [Range(0, 100)]
    public decimal FourEyesRatePercent { get; set; } = 5;

    /// <summary>Minutes for which a preview may be executed; 1 to 240, default 15.</summary>
    [Range(1, 240)]
    public int PreviewMinutes { get; set; } = 15;

    /// <summary>Hours for which an action waits for its second person; 1 to 72, default 8.</summary>
    [Range(1, 72)]
    public int ApprovalHours { get; set; } = 8;

    /// <summary>Items done a second unless an action asks for fewer; 1 to 200, default 20: retries must not drown what runs.</summary>
    [Range(1, 200)]
    public int ItemsPerSecond { get; set; } = 20;

    /// <summary>Most items of one action; 1 to 50,000, default 5,000.</summary>
    [Range(1, 50_000)]
    public int MaxItems { get; set; } = 5_000;
}
