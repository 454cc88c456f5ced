using System.ComponentModel.DataAnnotations;

namespace Settlement.Engine.Leadership;

/// <summary>Configuration section <c>Leadership</c>, validated at start. Engines that share a database are configured alike.</summary>
public sealed class LeadershipOptions : IValidatableObject
{
    public const string Section = "Leadership";

    /// <summary>Where leases are kept: <c>postgres</c>, or <c>etcd</c> at <c>Etcd:Endpoints</c>.</summary>
    [EnumDataType(typeof(LeaseKeeping))]
    public LeaseKeeping Leases { get; set; } = LeaseKeeping.Postgres;

    /// <summary>
    /// How long a lease lasts that is not renewed, milliseconds: what a frozen or unreachable engine costs before another takes over. 500 to
    /// 60,000; etcd counts whole seconds, from 2 on.
    /// </summary>
    [Range(500, 60_000)]
    public int TimeToLiveMilliseconds { get; set; } = 2_000;

    /// <summary>How often leases are renewed, milliseconds; at most a third of their time, so that two renewals may fail. 50 to 20,000.</summary>
    [Range(50, 20_000)]
    public int RenewMilliseconds { get; set; } = 500;

    /// <summary>How often an engine looks for free leases, milliseconds. 20 to 10,000.</summary>
    [Range(20, 10_000)]
    public int LookMilliseconds { get; set; } = 250;

    /// <summary>How long work in hand may take to end when a lease is handed over to another engine, milliseconds. 0 to 60,000.</summary>
    [Range(0, 60_000)]
    public int HandOverMilliseconds { get; set; } = 2_000;

    public TimeSpan TimeToLive => TimeSpan.FromMilliseconds(TimeToLiveMilliseconds);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (RenewMilliseconds * 3 > TimeToLiveMilliseconds)
        {
            yield return new ValidationResult(
                $"{Section}:{nameof(RenewMilliseconds)} must be at most a third of {nameof(TimeToLiveMilliseconds)} ({TimeToLiveMilliseconds}).",
                [nameof(RenewMilliseconds)]);
        }

        if (Leases == LeaseKeeping.Etcd && (TimeToLiveMilliseconds < 2_000 || TimeToLiveMilliseconds % 1_000 != 0))
        {
            yield return new ValidationResult(
                $"{Section}:{nameof(TimeToLiveMilliseconds)} must be whole seconds, 2000 or more, where etcd keeps the leases.", [nameof(TimeToLiveMilliseconds)]);
        }
    }
}

/// <summary>The implementations of <see cref="ILeases"/>.</summary>
public enum LeaseKeeping
{
    Postgres,
    Etcd,
}
