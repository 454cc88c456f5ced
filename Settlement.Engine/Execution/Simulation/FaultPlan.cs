using System.ComponentModel.DataAnnotations;

namespace Settlement.Engine.Execution.Simulation;

/// <summary>
/// What goes wrong at the simulated rails; configuration section <c>Execution:Faults</c>. By default nothing does. Every decision is a function of
/// the seed, the wire, the attempt and the region. Rates are probabilities from 0 to 1.
/// </summary>
public sealed class FaultPlan : IValidatableObject
{
    public const string Section = "Execution:Faults";

    public long Seed { get; set; } = 1;

    /// <summary>Mean of a wire's exponentially distributed delay, milliseconds; a call takes as long as its slowest wire. 0: no delay.</summary>
    [Range(0, 60_000)]
    public double MeanDelayMilliseconds { get; set; }

    /// <summary>No delay is longer, milliseconds.</summary>
    [Range(0, 600_000)]
    public double MaxDelayMilliseconds { get; set; } = 1_000;

    /// <summary>An attempt is refused with <c>liquidity_shortage</c>; another one may pass.</summary>
    [Range(0, 1)]
    public double TransientRefusalRate { get; set; }

    /// <summary>A wire is refused with <c>account_closed</c>, whatever the attempt and region.</summary>
    [Range(0, 1)]
    public double FinalRefusalRate { get; set; }

    /// <summary>The instruction is lost on its way: not done, no reply.</summary>
    [Range(0, 1)]
    public double LostBeforeRate { get; set; }

    /// <summary>The reply is lost on its way: done, no reply.</summary>
    [Range(0, 1)]
    public double LostAfterRate { get; set; }

    /// <summary>The region keeps the instruction and delivers it with a later call, if it is not fenced by then: no reply.</summary>
    [Range(0, 1)]
    public double HeldRate { get; set; }

    /// <summary>
    /// Whose side of a wire is finally refused, with the code of the refusal, e.g. account_blocked: a participant in every currency, or in one,
    /// written <c>bank_a/EUR</c>.
    /// </summary>
    public IDictionary<string, string> Blocked { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public IList<Outage> Outages { get; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (TransientRefusalRate + LostBeforeRate + LostAfterRate + HeldRate > 1)
        {
            yield return new ValidationResult("Execution:Faults: the rates of one attempt's faults exceed 1 together");
        }
    }
}
