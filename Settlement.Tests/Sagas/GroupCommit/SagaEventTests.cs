using System.Text.Json;
using Npgsql;
using Settlement.Domain;
using Settlement.Engine.Database;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Sagas.GroupCommit;

public sealed class SagaEventTests(PostgresServer postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_event_row_tells_the_change_and_carries_the_message()
    {
        await using var database = await ParcelService.CreateDatabaseAsync(postgres);
        await using var parcels = ParcelService.On(database.HotDataSource);
        var at = new DateTimeOffset(2026, 11, 23, 9, 30, 0, TimeSpan.FromHours(2)).AddTicks(12_345_679);

        await parcels.SendAsync(new SendParcel("P", "Alice", at));

        await using var command = database.DataSource.CreateCommand(
            "select machine, saga_id, key, version, event, from_state, to_state, at, message_id, payload from saga_events");
        await using var row = await command.ExecuteReaderAsync(Cancellation);
        Assert.True(await row.ReadAsync(Cancellation));
        Assert.Equal(
            ("parcel", CorrelationIds.Transaction("P"), "P", 1, "SendParcel", "Initial", "Sent"),
            (row.GetString(0), row.GetGuid(1), row.GetString(2), row.GetInt32(3), row.GetString(4), row.GetString(5), row.GetString(6)));
        Assert.Equal(at.ToUniversalTime().AddTicks(-9), row.GetFieldValue<DateTimeOffset>(7));
        Assert.NotEqual(Guid.Empty, row.GetGuid(8));
        using var payload = JsonDocument.Parse(row.GetString(9));
        Assert.Equal("Alice", payload.RootElement.GetProperty("sender").GetString());
        Assert.Equal("P", payload.RootElement.GetProperty("parcel_id").GetString());
        var parcel = await parcels.FindAsync("P");
        Assert.Equal((at.ToUniversalTime().AddTicks(-9), parcel.CreatedAt), (parcel.CreatedAt, parcel.UpdatedAt));
    }

    [Theory]
    [InlineData("update saga_events set payload = '{}'")]
    [InlineData("delete from saga_events")]
    [InlineData("truncate saga_events")]
    public async Task Events_are_append_only(string statement)
    {
        await using var database = await ParcelService.CreateDatabaseAsync(postgres);
        await using var parcels = ParcelService.On(database.HotDataSource);
        await parcels.SendAsync(new SendParcel("P", "Alice", ParcelService.Morning));

        await Assert.ThrowsAsync<PostgresException>(() => ParcelService.ExecuteAsync(database.OwnerDataSource, statement));
        await Assert.ThrowsAsync<PostgresException>(() => ParcelService.ExecuteAsync(database.DataSource, statement));
    }

    [Fact]
    public async Task A_relay_does_not_see_an_event_before_one_that_may_still_appear_in_front_of_it()
    {
        // A server of its own: the horizon that the view goes by is the server's, and other tests' transactions would hold it back.
        await using var server = await OwnPostgres.StartAsync();
        await using var owner = NpgsqlDataSource.Create(server.Database.OwnerConnectionString);
        await using var hot = DatabaseConnections.BuildHot(server.Database.ConnectionString, server.Database.Options);
        await ParcelService.ExecuteAsync(owner, ParcelSaga.Schema);
        await using var parcels = ParcelService.On(hot);
        await using var connection = await owner.OpenConnectionAsync(Cancellation);
        await using var slow = await connection.BeginTransactionAsync(Cancellation);
        await using (var command = new NpgsqlCommand(
            """
            insert into saga_events (machine, saga_id, key, version, event, from_state, to_state, at, message_id, payload)
            values ('parcel', gen_random_uuid(), 'slow', 1, 'SendParcel', 'Initial', 'Sent', '2026-11-23', gen_random_uuid(), '{}')
            """,
            connection,
            slow))
        {
            await command.ExecuteNonQueryAsync(Cancellation);
        }

        await parcels.SendAsync(new SendParcel("fast", "Alice", ParcelService.Morning));

        Assert.Empty(await RelayableAsync(hot));
        await slow.CommitAsync(Cancellation);
        Assert.Equal(["slow", "fast"], await RelayableAsync(hot));
    }

    private static async Task<List<string>> RelayableAsync(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand("select key from relayable_saga_events order by xact, position");
        await using var rows = await command.ExecuteReaderAsync(Cancellation);
        var keys = new List<string>();
        while (await rows.ReadAsync(Cancellation))
        {
            keys.Add(rows.GetString(0));
        }

        return keys;
    }
}
