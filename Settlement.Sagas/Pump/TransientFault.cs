using Npgsql;
using Settlement.Engine.Database;
using Settlement.Engine.Leadership;
using Settlement.Sagas.GroupCommit;

namespace Settlement.Sagas.Pump;

/// <summary>Tells what time heals from what it does not: the same message may be tried again after the one, and never succeeds after the other.</summary>
public static class TransientFault
{
    /// <summary>
    /// True for an outage of the database or the network, a timeout, a lost race, a lost lease, and a host that is being stopped; also when such a fault is wrapped in another
    /// exception. A fault is a message's own only if it is nothing of this kind.
    /// </summary>
    public static bool Matches(Exception exception) =>
        DatabaseOutage.Is(exception) || FenceGuard.IsRefusal(exception) || exception switch
        {
            SagaConcurrencyException or OperationCanceledException or ObjectDisposedException or IOException => true,
            PostgresException { SqlState: var state } => HealsWithTime(state),
            AggregateException many => many.InnerExceptions.Any(Matches),
            { InnerException: { } inner } => Matches(inner),
            _ => false,
        };

    // Beside what an outage is: operator intervention (a statement was cancelled or timed out), serialization failure, deadlock, lock, read-only standby.
    private static bool HealsWithTime(string state) => state[..2] is "57" || state is "40001" or "40P01" or "55P03" or "25006";
}
