using System.Net.Sockets;
using Npgsql;
using Settlement.Sagas.GroupCommit;
using Settlement.Sagas.Pump;
using Xunit;

namespace Settlement.Tests.Sagas.Pump;

public sealed class TransientFaultTests
{
    [Theory]
    [InlineData(PostgresErrorCodes.AdminShutdown, true)]
    [InlineData(PostgresErrorCodes.CannotConnectNow, true)]
    [InlineData(PostgresErrorCodes.TooManyConnections, true)]
    [InlineData(PostgresErrorCodes.DiskFull, true)]
    [InlineData(PostgresErrorCodes.QueryCanceled, true)]
    [InlineData(PostgresErrorCodes.DeadlockDetected, true)]
    [InlineData(PostgresErrorCodes.ReadOnlySqlTransaction, true)]
    [InlineData(PostgresErrorCodes.ConnectionFailure, true)]
    [InlineData(PostgresErrorCodes.UniqueViolation, false)]
    [InlineData(PostgresErrorCodes.CharacterNotInRepertoire, false)]
    [InlineData(PostgresErrorCodes.UndefinedTable, false)]
    public void An_error_of_the_server_is_told_by_its_state(string state, bool isTransient) =>
        Assert.Equal(isTransient, TransientFault.Matches(new PostgresException("", "ERROR", "ERROR", state)));

    [Theory]
    [InlineData("FATAL", true)]
    [InlineData("ERROR", false)]
    public void An_internal_error_that_ends_the_session_is_none_of_the_message(string severity, bool isTransient) =>
        Assert.Equal(isTransient, TransientFault.Matches(new PostgresException("could not write init file", severity, severity, PostgresErrorCodes.InternalError)));

    [Fact]
    public void Outages_are_found_inside_other_exceptions()
    {
        Assert.True(TransientFault.Matches(new InvalidOperationException("", new NpgsqlException("", new SocketException()))));
        Assert.True(TransientFault.Matches(new AggregateException(new InvalidDataException(), new TimeoutException())));
        Assert.True(TransientFault.Matches(new SagaConcurrencyException("", typeof(object), typeof(object), Guid.Empty)));
        Assert.True(TransientFault.Matches(new ObjectDisposedException("")));
    }

    [Fact]
    public void What_is_wrong_with_the_message_itself_is_none()
    {
        Assert.False(TransientFault.Matches(new InvalidOperationException("", new FormatException())));
        Assert.False(TransientFault.Matches(new SagaNotFoundException(typeof(object), typeof(object), Guid.Empty)));
    }
}
