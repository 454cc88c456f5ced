using System.Net;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.EndToEnd;

/// <summary>The window of a payment is a function of the intake log alone.</summary>
public sealed class MembershipTests(PostgresServer server)
{
    private const string LogColumns =
        "position, received_at, kind, transaction_id, idempotency_key, fingerprint, amount_minor, source_currency, destination_currency, "
        + "source_account, destination_account, counterparty_id, settlement_window, body, window_id, closed_by, close_reason";

    [Fact]
    public async Task Replaying_the_log_into_a_fresh_database_gives_every_payment_the_same_window()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        IReadOnlyList<string> ids;
        Dictionary<string, string> windows;
        await using (var host = await day.StartHostAsync())
        {
            ids = await LiveThroughAsync(day, host);
            windows = await FirstWindowsAsync(host, ids);
        }

        await using var replay = await SettlementDay.BeginAsync(server);
        replay.Clock.LeapTo(day.Clock.GetUtcNow().AddHours(1));
        await using var second = await replay.StartHostAsync();
        await CopyLogAsync(day.Database, replay.Database);
        var replayed = await FirstWindowsAsync(second, ids);

        Assert.Equal(windows, replayed);
        Assert.True(windows.Values.Distinct().Count() >= 6, string.Join(' ', windows.Values.Distinct()));
    }

    /// <summary>Payments of every kind before and after an early close and before and after a cut-off.</summary>
    private static async Task<List<string>> LiveThroughAsync(SettlementDay day, RunningHost host)
    {
        var ids = new List<string>();
        async Task PayAsync(string phase)
        {
            foreach (var (window, currency, destination) in new[]
            {
                ("t0", "EUR", "EUR"), ("t0", "USD", "USD"), ("t0", "USD", "EUR"), ("t1", "EUR", "GBP"), ("t2", "USD", "USD"), ("rtgs", "EUR", "EUR"),
            })
            {
                var transfer = new Transfer($"{phase}_{window}_{currency}_{destination}", Transfer.BankA, Transfer.BankB, 10, currency, window, destination);
                ids.Add(transfer.Id);
                await host.PayAsync(transfer);
            }
        }

        await PayAsync("early");
        await host.UntilWindowAsync("t0-USD-2026-11-24", "open");
        (await host.CloseWindowAsync("t0-USD-2026-11-24")).With(HttpStatusCode.Accepted);
        await PayAsync("after_close");
        day.Clock.LeapTo(new DateTimeOffset(2026, 11, 24, 16, 59, 0, TimeSpan.Zero));
        await PayAsync("before_cut_off");
        day.Clock.LeapTo(new DateTimeOffset(2026, 11, 24, 17, 0, 0, TimeSpan.Zero));
        await PayAsync("after_cut_off");
        return ids;
    }

    /// <summary>What the payment's first event says; deferrals may have moved it since.</summary>
    private static async Task<Dictionary<string, string>> FirstWindowsAsync(RunningHost host, IReadOnlyList<string> ids)
    {
        var windows = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var id in ids)
        {
            var answer = await RunningHost.UntilAsync(
                $"transaction {id} has a history", () => host.GetAsync("/api/v1/transactions/" + id),
                found => found.Status == HttpStatusCode.OK && found.Json["history"]!.AsArray().Count > 0);
            windows[id] = (string)answer.Json["history"]![0]!["payload"]!["window_id"]!;
        }

        return windows;
    }

    private static async Task CopyLogAsync(TestDatabase from, TestDatabase to)
    {
        await using var source = await from.OwnerDataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var target = await to.OwnerDataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        using var reader = await source.BeginTextExportAsync($"copy intake_log ({LogColumns}) to stdout", TestContext.Current.CancellationToken);
        await using var writer = await target.BeginTextImportAsync($"copy intake_log ({LogColumns}) from stdin", TestContext.Current.CancellationToken);
        await writer.WriteAsync(await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
    }
}
