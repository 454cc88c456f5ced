using System.Net.Sockets;
using Npgsql;

namespace Settlement.Engine.Database;

/// <summary>
/// Tells a database that is away (stopped, killed, restarting, out of connections, unreachable, dropped) from a statement that is wrong. After
/// the one the same work is tried again later, unchanged; after the other never.
/// </summary>
public static class DatabaseOutage
{
    /// <summary>Whether the exception, or one inside it, says that the database is away.</summary>
    public static bool Is(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is PostgresException { SqlState: var state, InvariantSeverity: var severity })
            {
                // What ends the session, or lets none begin, is none of the statement's: a file that a full disk does not take, a database that takes no connections.
                return IsOutageState(state)
                    || (state is PostgresErrorCodes.InternalError or PostgresErrorCodes.ObjectNotInPrerequisiteState && severity is "FATAL" or "PANIC");
            }

            // Broken streams, refused sockets and an exhausted pool all come as an NpgsqlException without a server's answer.
            if (cause is SocketException or TimeoutException or NpgsqlException { IsTransient: true })
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOutageState(string state) =>
        state.StartsWith("08", StringComparison.Ordinal) // connection exception
        || state.StartsWith("53", StringComparison.Ordinal) // insufficient resources: connections, memory, disk
        || state.StartsWith("58", StringComparison.Ordinal) // the server's own input and output
        || state is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
            or PostgresErrorCodes.DatabaseDropped or PostgresErrorCodes.InvalidCatalogName; // dropped or renamed: somebody may be restoring it
}
