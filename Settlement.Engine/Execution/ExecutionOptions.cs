using System.ComponentModel.DataAnnotations;

namespace Settlement.Engine.Execution;

/// <summary>Configuration section <c>Execution</c>, validated at start.</summary>
public sealed class ExecutionOptions : IValidatableObject
{
    public const string Section = "Execution";

    /// <summary>Regions of the rail in order of preference, separated by commas.</summary>
    [Required]
    public string Regions { get; set; } = "eu,us,ap";

    /// <summary>Delay before the second attempt, milliseconds; doubles with every attempt. 1 to 60,000.</summary>
    [Range(1, 60_000)]
    public int BaseDelayMilliseconds { get; set; } = 50;

    /// <summary>No delay is longer, milliseconds. 1 to 3,600,000.</summary>
    [Range(1, 3_600_000)]
    public int MaxDelayMilliseconds { get; set; } = 30_000;

    /// <summary>Seed of the jitter, which takes up to half of a delay away.</summary>
    public long JitterSeed { get; set; } = 1;

    /// <summary>
    /// Transient refusals after which a wire has finally failed. 1 to 100. Outages and lost replies do not count: what is unknown has not
    /// failed, and an outage is nobody's fault; those attempts are bounded in pace, not in number.
    /// </summary>
    [Range(1, 100)]
    public int MaxRefusals { get; set; } = 8;

    /// <summary>How long one call of the stage waits itself for retries that are due soon, milliseconds in all. 0 to 60,000.</summary>
    [Range(0, 60_000)]
    public int MaxWaitMilliseconds { get; set; } = 2_000;

    /// <summary>How long a call to a rail may take before its reply counts as lost, milliseconds. 10 to 600,000.</summary>
    [Range(10, 600_000)]
    public int CallTimeoutMilliseconds { get; set; } = 5_000;

    /// <summary>Calls in a row without any answer after which a region is fenced and another one takes over. 1 to 100.</summary>
    [Range(1, 100)]
    public int FailoverAfter { get; set; } = 3;

    /// <summary>How long a region that failed is left alone before it is preferred again, seconds. 1 to 86,400.</summary>
    [Range(1, 86_400)]
    public int RegionRestSeconds { get; set; } = 10;

    /// <summary><see cref="Regions"/> one by one.</summary>
    public IReadOnlyList<string> RegionList() => Regions.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var regions = RegionList();
        if (regions.Count is 0 or > 16 || regions.Distinct(StringComparer.Ordinal).Count() != regions.Count)
        {
            yield return new ValidationResult("Execution:Regions names 1 to 16 different regions", [nameof(Regions)]);
        }

        if (MaxDelayMilliseconds < BaseDelayMilliseconds)
        {
            yield return new ValidationResult("Execution:MaxDelayMilliseconds is below the base delay", [nameof(MaxDelayMilliseconds)]);
        }
    }
}
