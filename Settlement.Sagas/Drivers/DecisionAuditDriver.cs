using Microsoft.Extensions.Logging;
using Settlement.Engine.Leadership;
using Settlement.Engine.Matching;

namespace Settlement.Sagas.Drivers;

/// <summary>Keeps the record of what the consensus log in etcd decided.</summary>
public sealed class DecisionAuditDriver(EtcdDecisionAudit audit, DutyBoard duties, TimeProvider time, ILogger<DecisionAuditDriver> logger)
    : Driver(logger, time, new Duty(duties, Duties.Audit))
{
    /// <summary>A member may end a watch at any time, as when it restarts; the next one begins a little later.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>A connection may die without either side being told: no watch is trusted for longer.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Longest, Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            await audit.FollowAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The next watch begins at the last recorded revision.
        }

        await Task.Delay(Pause, Time, cancellationToken);
    }
}
