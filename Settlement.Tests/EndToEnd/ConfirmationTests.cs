using System.Net;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.EndToEnd;

/// <summary>Batches of great value, which a person releases.</summary>
public sealed class ConfirmationTests(PostgresServer server)
{
    private const string Confirmation = """{"operator":"j.doe","reason":"value checked"}""";

    [Fact]
    public async Task A_batch_above_the_threshold_moves_nothing_until_it_is_confirmed()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartHostAsync(("Confirmation:ThresholdMinor", "100000000"));
        var before = await host.BooksAsync();
        await host.PayAsync(
            new Transfer("great", Transfer.BankA, Transfer.BankB, 2_000_000m, "USD"),
            new Transfer("small", Transfer.BankB, Transfer.Acme, 20m, "EUR", "t0"));
        await host.UntilWindowAsync("t0-EUR-2026-11-24", "open");
        await host.CloseWindowAsync("t0-EUR-2026-11-24");
        var great = (string)(await host.UntilTransactionAsync("great", "matched"))["batch_id"]!;
        var small = (string)(await host.UntilTransactionAsync("small", "settled"))["batch_id"]!;
        await UntilBatchAsync(host, great, "awaiting_confirmation");

        Assert.Equal(HttpStatusCode.Conflict, (await ConfirmAsync(host, small)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await ConfirmAsync(host, "batch_unheard_of")).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await host.PostAsync($"/api/v1/settlements/{great}/confirm", "{}")).Status);
        Assert.DoesNotContain((Transfer.BankA, "USD"), (await host.BooksAsync()).GrownSince(before).Keys);
        Assert.Equal("matched", (string?)(await host.TransactionAsync("great"))["status"]);

        (await ConfirmAsync(host, great)).With(HttpStatusCode.Accepted);
        (await ConfirmAsync(host, great)).With(HttpStatusCode.Accepted);
        await host.UntilTransactionAsync("great", "settled");
        await UntilBatchAsync(host, great, "settled");
        (await ConfirmAsync(host, great)).With(HttpStatusCode.Accepted);

        var batch = (await host.GetAsync($"/api/v1/settlements/{great}/status")).Json;
        Assert.Equal(("j.doe", "value checked", "settled"), ((string?)batch["confirmed_by"], (string?)batch["confirm_reason"], (string?)batch["status"]));
        Assert.Equal(-2_000_000m, (await host.AssertBooksInOrderAsync()).GrownSince(before)[(Transfer.BankA, "USD")]);
    }

    [Fact]
    public async Task A_batch_that_waits_for_confirmation_keeps_waiting_over_a_restart()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        (string, string) threshold = ("Confirmation:ThresholdMinor", "1");
        string batch;
        await using (var first = await day.StartHostAsync(threshold))
        {
            await first.PayAsync(new Transfer("patient", Transfer.BankA, Transfer.BankB, 10m));
            batch = (string)(await first.UntilTransactionAsync("patient", "matched"))["batch_id"]!;
            await UntilBatchAsync(first, batch, "awaiting_confirmation");
        }

        await using var second = await day.StartHostAsync(threshold);
        await UntilBatchAsync(second, batch, "awaiting_confirmation");
        (await ConfirmAsync(second, batch)).With(HttpStatusCode.Accepted);

        await second.UntilTransactionAsync("patient", "settled");
        await second.AssertBooksInOrderAsync();
    }

    private static Task<Answer> ConfirmAsync(RunningHost host, string batch) => host.PostAsync($"/api/v1/settlements/{batch}/confirm", Confirmation);

    private static Task UntilBatchAsync(RunningHost host, string batch, string status) => RunningHost.UntilAsync(
        $"batch {batch} is {status}", () => host.GetAsync($"/api/v1/settlements/{batch}/status"), answer => (string?)answer.Json["status"] == status);
}
