using System.Globalization;
using Npgsql;
using Settlement.Engine.Database;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Database;

/// <summary>The life of a cluster over several hosts on one data folder, each opened and disposed of as a host does.</summary>
public sealed class EmbeddedPostgresTests : IDisposable
{
    private readonly TemporaryFolder _folder = new("settlement-embedded");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_next_host_finds_the_data_the_port_and_the_passwords_of_the_last()
    {
        string connectionString;
        await using (var first = await OwnPostgres.OpenAsync(_folder.Path))
        {
            connectionString = first.ConnectionString;
            await Execute(first.OwnerConnectionString, "create table kept (id int); insert into kept values (7)");
            Assert.NotNull(first.Embedded!.ProcessId);
        }

        await using var second = await OwnPostgres.OpenAsync(_folder.Path);

        Assert.Equal(connectionString, second.ConnectionString);
        Assert.Equal(7, await Scalar(second.OwnerConnectionString, "select id from kept"));
    }

    [Fact]
    public async Task A_stopped_host_leaves_no_server_behind()
    {
        var database = await OwnPostgres.OpenAsync(_folder.Path);
        var pid = database.Embedded!.ProcessId!.Value;

        await database.DisposeAsync();

        Assert.Null(database.Embedded.ProcessId);
        Assert.True(!OperatingSystem.IsLinux() || !Directory.Exists($"/proc/{pid}/cwd"));
    }

    [Fact]
    public async Task A_remembered_port_that_another_program_took_is_replaced()
    {
        int port;
        await using (var first = await OwnPostgres.OpenAsync(_folder.Path))
        {
            port = new NpgsqlConnectionStringBuilder(first.ConnectionString).Port;
        }

        using var other = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, port);
        other.Start();
        await using var second = await OwnPostgres.OpenAsync(_folder.Path);

        Assert.NotEqual(port, new NpgsqlConnectionStringBuilder(second.ConnectionString).Port);
        Assert.Equal(1, await Scalar(second.ConnectionString, "select 1"));
    }

    [Fact]
    public async Task A_second_host_on_the_folder_is_refused_and_told_who_has_it()
    {
        await using var first = await OwnPostgres.OpenAsync(_folder.Path);

        var refusal = await Assert.ThrowsAsync<DatabaseStartException>(() => OwnPostgres.OpenAsync(_folder.Path));

        Assert.Contains(
            $"Another process ({Environment.ProcessId.ToString(CultureInfo.InvariantCulture)})", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1, await Scalar(first.ConnectionString, "select 1"));
    }

    [Fact]
    public async Task An_initialisation_that_was_killed_half_way_is_begun_again()
    {
        var litter = Directory.CreateDirectory(_folder["pg.new/data/base"]);
        await File.WriteAllTextAsync(Path.Combine(litter.FullName, "1"), "half a file", Cancellation);
        await File.WriteAllTextAsync(_folder["pg.new/data/PG_VERSION"], "15", Cancellation);

        await using var database = await OwnPostgres.OpenAsync(_folder.Path);

        Assert.Equal(1, await Scalar(database.ConnectionString, "select 1"));
        Assert.False(Directory.Exists(_folder["pg.new"]));
    }

    [Fact]
    public async Task A_server_that_a_killed_host_left_running_is_taken_over_and_what_was_in_flight_is_undone()
    {
        await using var killed = await KilledHost.LeaveServerRunningAsync(_folder.Path);
        await Execute(killed.OwnerConnectionString, "create table kept (id int); insert into kept values (1)");
        await using var pool = DatabaseConnections.BuildGeneral(killed.OwnerConnectionString, new DatabaseOptions());
        await using var session = await pool.OpenConnectionAsync(Cancellation);
        await using var transaction = await session.BeginTransactionAsync(Cancellation);
        await using var insert = new NpgsqlCommand("insert into kept values (2)", session);
        await insert.ExecuteNonQueryAsync(Cancellation);

        await using var next = await OwnPostgres.OpenAsync(_folder.Path);

        Assert.Equal(killed.ServerProcessId, next.Embedded!.ProcessId);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => transaction.CommitAsync(Cancellation));
        Assert.Equal(1L, await Scalar(next.OwnerConnectionString, "select count(*) from kept"));
    }

    [Fact]
    public async Task A_taken_over_server_stops_with_its_new_host()
    {
        await using var killed = await KilledHost.LeaveServerRunningAsync(_folder.Path);

        await (await OwnPostgres.OpenAsync(_folder.Path)).DisposeAsync();

        Assert.False(killed.ServerRuns);
    }

    [Fact]
    public async Task A_pid_file_whose_number_is_now_another_programs_is_not_believed()
    {
        await (await OwnPostgres.OpenAsync(_folder.Path)).DisposeAsync();
        await LeavePidFile(Environment.ProcessId);

        await using var next = await OwnPostgres.OpenAsync(_folder.Path);

        Assert.Equal(1, await Scalar(next.ConnectionString, "select 1"));
    }

    [Fact]
    public async Task A_pid_file_whose_number_is_now_another_folders_server_is_not_believed()
    {
        await using var other = await OwnPostgres.StartAsync();
        var otherProcess = other.Database.Embedded!.ProcessId!.Value;
        await (await OwnPostgres.OpenAsync(_folder.Path)).DisposeAsync();
        await LeavePidFile(otherProcess);

        await using var next = await OwnPostgres.OpenAsync(_folder.Path);

        Assert.NotEqual(otherProcess, next.Embedded!.ProcessId);
        Assert.Equal(otherProcess, other.Database.Embedded.ProcessId);
    }

    [Fact]
    public async Task The_server_runs_in_a_session_of_its_own_out_of_the_reach_of_the_terminals_interrupt()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Sessions are read from /proc.");
        await using var database = await OwnPostgres.OpenAsync(_folder.Path);

        Assert.NotEqual(SessionOf(Environment.ProcessId), SessionOf(database.Embedded!.ProcessId!.Value));
    }

    [Fact]
    public async Task The_server_is_durable_and_reached_by_password_on_loopback_alone()
    {
        await using var database = await OwnPostgres.OpenAsync(_folder.Path);
        const string Settings = "select string_agg(name || '=' || setting, ' ' order by name) from pg_settings where name = any($1)";
        string[] names =
            ["fsync", "synchronous_commit", "full_page_writes", "data_checksums", "listen_addresses", "unix_socket_directories"];
        await using var source = NpgsqlDataSource.Create(database.OwnerConnectionString);
        await using var connection = await source.OpenConnectionAsync(Cancellation);
        await using var command = new NpgsqlCommand(Settings, connection)
        {
            Parameters = { new() { Value = names } },
        };

        Assert.Equal(
            "data_checksums=on fsync=on full_page_writes=on listen_addresses=127.0.0.1 synchronous_commit=on unix_socket_directories=",
            await command.ExecuteScalarAsync(Cancellation));
        var wrong = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Password = "wrong", Pooling = false };
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => Execute(wrong.ConnectionString, "select 1"));
        Assert.Equal(PostgresErrorCodes.InvalidPassword, refusal.SqlState);
    }

    [Fact]
    public async Task Passwords_are_for_their_owner_alone_and_in_no_log()
    {
        await using var database = await OwnPostgres.OpenAsync(_folder.Path);

        foreach (var secret in new[] { _folder["pg/owner-password"], _folder["pg/application-password"] })
        {
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(secret));
            }

            var password = await File.ReadAllTextAsync(secret, Cancellation);
            Assert.All(
                Directory.GetFiles(_folder["pg/log"]), log => Assert.DoesNotContain(password, ReadShared(log), StringComparison.Ordinal));
        }
    }

    private static string ReadShared(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }

    private static int SessionOf(int process)
    {
        // "pid (name) state ppid pgrp session ..."; the name may hold spaces.
        var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
        return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[3], CultureInfo.InvariantCulture);
    }

    private static async Task<object?> Scalar(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Cancellation);
    }

    private static Task Execute(string connectionString, string sql) => Scalar(connectionString, sql);

    private Task LeavePidFile(int process)
    {
        var data = _folder["pg/data"];
        return File.WriteAllTextAsync(
            Path.Combine(data, "postmaster.pid"),
            string.Create(CultureInfo.InvariantCulture, $"{process}\n{data}\n1700000000\n5432\n\n127.0.0.1\n  1 2\nready   \n"),
            Cancellation);
    }
}
