using System.Diagnostics;
using System.Text.Json;
using Settlement.Api.Demo;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Demo;

public sealed class SettlementDayTests(PostgresServer server)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task Two_days_of_one_seed_plan_and_settle_alike_and_leave_nothing_behind()
    {
        using var temporary = new TemporaryFolder("settlement-demo-test");

        var first = await RunAsync(temporary.Path);
        var second = await RunAsync(temporary.Path);

        Assert.All(first.GetProperty("invariants").EnumerateObject(), invariant => Assert.True(invariant.Value.GetBoolean(), invariant.Name));
        Assert.Equal(first.GetProperty("plan_hash").GetString(), second.GetProperty("plan_hash").GetString());
        Assert.Equal(first.GetProperty("membership_hash").GetString(), second.GetProperty("membership_hash").GetString());
        Assert.Equal(200, first.GetProperty("accepted").GetInt32() + first.GetProperty("rejected").GetInt32());
        Assert.Empty(Directory.EnumerateFileSystemEntries(temporary.Path));
    }

    [Fact]
    public async Task The_closing_line_has_the_keys_that_scripts_rely_on()
    {
        using var temporary = new TemporaryFolder("settlement-demo-test");

        var line = await RunAsync(temporary.Path);

        Assert.Equal(
            [
                "seed", "payments", "accepted", "settled", "deferred", "rejected", "reversed", "gross", "net", "wires", "wires_gross", "cost", "naive_cost",
                "currency_of_cost", "plan_hash", "membership_hash", "ledger_head", "ledger_entries", "seconds", "invariants",
            ],
            line.EnumerateObject().Select(property => property.Name));
    }

    /// <summary>The program itself, as people start it; its folder is made where <paramref name="temporary"/> says.</summary>
    private async Task<JsonElement> RunAsync(string temporary)
    {
        // Skips where there is no PostgreSQL; the program starts one of its own.
        await using var available = await server.CreateDatabaseAsync();
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { typeof(SettlementDay).Assembly.Location, "demo", "--seed", "7", "--payments", "200", "--json" },
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["TMPDIR"] = temporary;
        start.Environment["SETTLEMENT_Database__CacheFolder"] = PostgresServer.Cache;
        using var program = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        var output = program.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = program.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await program.WaitForExitAsync(limit.Token);
        }
        finally
        {
            if (!program.HasExited)
            {
                program.Kill(entireProcessTree: true);
            }
        }

        Assert.True(program.ExitCode == 0, $"exit code {program.ExitCode}: {await output} {await errors}");
        using var document = JsonDocument.Parse(await output);
        return document.RootElement.Clone();
    }
}
