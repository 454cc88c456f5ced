using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Settlement.Tests.EndToEnd;
using Xunit;

namespace Settlement.Tests.Console;

/// <summary>What the console's pages read of payments: every filter, CSV, and any past moment.</summary>
[Collection(ConsoleGroup.Name)]
public sealed class ReadingTests(Browser browser) : IAsyncLifetime
{
    private const string Transactions = "/api/v1/transactions";

    private static readonly Transfer[] Payments =
    [
        new("read_one", Transfer.BankA, Transfer.BankB, 1_234.50m, "SGD"), new("read_two", Transfer.BankB, Transfer.BankA, 77m, "SGD"),
        new("read_three", Transfer.BankA, Transfer.London, 90_000_000m, "HKD"),
    ];

    public async ValueTask InitializeAsync()
    {
        foreach (var participant in new[] { Transfer.BankA, Transfer.BankB })
        {
            await browser.Host.PostAsync(
                $"/api/v1/participants/{participant}/funding", """{"currency":"SGD","amount":"10000","reference":"reading","reason":"more liquidity"}""");
        }

        foreach (var payment in Payments)
        {
            Assert.True((await browser.Host.SubmitAsync(payment.Body)).Status is HttpStatusCode.Accepted or HttpStatusCode.OK);
        }

        await browser.Host.UntilSettledAsync(Payments[0], Payments[1]);
        await browser.Host.UntilTransactionAsync("read_three", "deferred");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("", "read_three read_two read_one")]
    [InlineData("status=settled", "read_two read_one")]
    [InlineData("status=deferred&reason=insufficient_balance", "read_three")]
    [InlineData("reason=net_debit_cap", "")]
    [InlineData("currency=HKD", "read_three")]
    [InlineData("currency=SGD&amount=1234.5", "read_one")]
    [InlineData("currency=SGD&amount=1234.51", "")]
    [InlineData("participant=cparty_london", "read_three")]
    [InlineData("account=bank_b_001&status=settled", "read_two read_one")]
    [InlineData("from=2026-11-24T00:00:00Z&to=2026-11-25T00:00:00Z", "read_three read_two read_one")]
    [InlineData("from=2026-11-25T00:00:00Z", "")]
    [InlineData("to=2026-11-24T00:00:00Z", "")]
    [InlineData("account=bank_b_001&currency=SGD&from=2026-11-24T00:00:00Z&to=2026-11-24T23:00:00Z", "read_two read_one")]
    [InlineData("window=rtgs", "read_three read_two read_one")]
    public async Task Every_filter_finds_what_matches_newest_first(string filter, string expected)
    {
        var found = (await browser.Host.GetAsync($"{Transactions}?q=read_*&{filter}")).With(HttpStatusCode.OK)["items"]!.AsArray();

        Assert.Equal(expected, string.Join(' ', found.Select(item => (string)item!["transaction_id"]!)));
    }

    [Fact]
    public async Task A_batch_id_finds_its_payments_by_its_field_and_as_any_id()
    {
        var batch = (string)(await browser.Host.TransactionAsync("read_one"))["batch_id"]!;

        Assert.Equal("read_one", (string?)(await browser.Host.GetAsync($"{Transactions}?q=read_one")).With(HttpStatusCode.OK)["items"]!.AsArray().Single()!["transaction_id"]);
        foreach (var filter in new[] { "batch=", "q=" })
        {
            var found = (await browser.Host.GetAsync($"{Transactions}?{filter}{batch}")).With(HttpStatusCode.OK)["items"]!.AsArray();
            Assert.Contains(found, item => (string)item!["transaction_id"]! == "read_one");
            Assert.All(found, item => Assert.Equal(batch, (string?)item!["batch_id"]));
        }
    }

    [Fact]
    public async Task A_time_of_the_past_begins_with_its_first_moment_and_ends_before_its_last()
    {
        var (from, to) = ((string)(await browser.Host.TransactionAsync("read_one"))["received_at"]!, (string)(await browser.Host.TransactionAsync("read_two"))["received_at"]!);

        var found = (await browser.Host.GetAsync($"{Transactions}?q=read_*&from={Uri.EscapeDataString(from)}&to={Uri.EscapeDataString(to)}")).With(HttpStatusCode.OK);

        Assert.Equal(from == to ? [] : ["read_one"], found["items"]!.AsArray().Select(item => (string)item!["transaction_id"]!));
    }

    [Fact]
    public async Task A_list_of_windows_says_how_many_payments_wait_in_each()
    {
        await browser.Host.SubmitAsync(new Transfer("later_in_window", Transfer.BankA, Transfer.BankB, 5m, "NOK", "t1").Body);
        var window = (string)(await browser.Host.UntilTransactionAsync("later_in_window", "validated"))["window"]!["window_id"]!;

        await RunningHost.UntilAsync(
            "the list counts it", async () => (await browser.Host.GetAsync("/api/v1/windows?status=open&limit=500")).With(HttpStatusCode.OK)["items"]!.AsArray(),
            windows => windows.Single(one => (string?)one!["window_id"] == window)!["payments"]?.ToJsonString() == """{"validated":1}""");
    }

    [Theory]
    [InlineData("q=no_such_id")]
    [InlineData("q=nobody_*")]
    [InlineData("participant=nobody&currency=SGD")]
    public async Task What_is_nowhere_is_an_empty_list(string filter) =>
        Assert.Empty((await browser.Host.GetAsync($"{Transactions}?{filter}")).With(HttpStatusCode.OK)["items"]!.AsArray());

    [Theory]
    [InlineData("status=lost", "status", "unknown_status")]
    [InlineData("amount=5", "amount", "needs_currency")]
    [InlineData("currency=SGD&amount=1.234", "amount", "not_a_number")]
    [InlineData("format=xml", "format", "unknown_value")]
    public async Task A_filter_that_means_nothing_is_named(string filter, string field, string code)
    {
        var answer = await browser.Host.GetAsync($"{Transactions}?{filter}");

        Assert.Equal((HttpStatusCode.UnprocessableEntity, (field, code)), (answer.Status, answer.OnlyError()));
    }

    [Fact]
    public async Task Pages_of_one_row_visit_every_row_once_also_when_a_payment_arrives_between()
    {
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = (await browser.Host.GetAsync($"{Transactions}?q=read_*&limit=1{(cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor))}")).With(HttpStatusCode.OK);
            seen.AddRange(page["items"]!.AsArray().Select(item => (string)item!["transaction_id"]!));
            cursor = (string?)page["next_cursor"];
            if (seen.Count == 1)
            {
                await browser.Host.SubmitAsync(new Transfer("later_read", Transfer.BankA, Transfer.BankB, 1m).Body);
            }
        }
        while (cursor is not null);

        Assert.Equal(["read_three", "read_two", "read_one"], seen);
    }

    [Fact]
    public async Task The_same_filter_as_CSV_has_a_head_and_a_line_for_each_payment()
    {
        var csv = await browser.Host.GetAsync($"{Transactions}?q=read_*&currency=SGD&format=csv");

        Assert.Equal(HttpStatusCode.OK, csv.Status);
        var lines = csv.Text.Split("\r\n");
        Assert.Equal(
            "transaction_id,status,amount,source_currency,destination_currency,source_participant,counterparty_id,settlement_window,window_id,batch_id,reason_code,position,received_at,updated_at",
            lines[0]);
        Assert.StartsWith($"read_two,settled,77.00,SGD,SGD,{Transfer.BankB},{Transfer.BankA},", lines[1], StringComparison.Ordinal);
        Assert.StartsWith($"read_one,settled,1234.50,SGD,SGD,{Transfer.BankA},{Transfer.BankB},", lines[2], StringComparison.Ordinal);
        Assert.Equal(["", 4], (object[])[lines[^1], lines.Length]);
    }

    [Fact]
    public async Task At_any_past_moment_a_payment_stands_as_its_last_event_until_then_left_it()
    {
        var history = (await browser.Host.TransactionAsync("read_one"))["history"]!.AsArray();
        Assert.True(history.Count >= 5);

        foreach (var (step, known) in history.Select((step, i) => (step!, i + 1)))
        {
            var at = DateTimeOffset.Parse((string)step["at"]!, CultureInfo.InvariantCulture);
            var next = known < history.Count ? DateTimeOffset.Parse((string)history[known]!["at"]!, CultureInfo.InvariantCulture) : at.AddHours(1);
            if (next == at)
            {
                continue;
            }

            var then = await AtAsync(at);
            Assert.Equal(((string?)step["to"], known), ((string?)then["status"], then["history"]!.AsArray().Count));
            Assert.Equal(known > history.Select(one => (string?)one!["to"]).ToList().IndexOf("batched"), then["batch_id"] is not null);
            Assert.Equal((string?)step["to"], (string?)(await AtAsync(next.AddMicroseconds(-1)))["status"]);
        }

        var first = DateTimeOffset.Parse((string)history[0]!["at"]!, CultureInfo.InvariantCulture);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.Host.GetAsync(Path(first.AddHours(-1)))).Status);
    }

    private static string Path(DateTimeOffset at) => $"{Transactions}/read_one?at={at.UtcDateTime:yyyy-MM-ddTHH:mm:ss.ffffffZ}";

    private async Task<JsonNode> AtAsync(DateTimeOffset at) => (await browser.Host.GetAsync(Path(at))).With(HttpStatusCode.OK);
}
