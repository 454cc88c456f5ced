using System.Net;
using System.Text.Json;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Intake;

public sealed class Batch_submission(PostgresServer server)
{
    [Fact]
    public async Task Answers_each_transaction_in_its_place()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var host = await IntakeHost.StartAsync(database.Database);
        await host.PostAsync(Bodies.First);
        var invalid = Bodies.With(body => body["amount"] = -1);
        var reused = Bodies.With(body => body["amount"] = 1);
        var exists = Bodies.With(body => body["idempotency_key"] = "other");

        using var answer = await host.PostAsync(Bodies.Batch(Bodies.Second, invalid, Bodies.First, reused, exists, "17"), IntakeHost.Batch);

        Assert.Equal(HttpStatusCode.MultiStatus, answer.StatusCode);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var items = json.RootElement.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(
            """{"transaction_id":"txn_123456","status":"submitted","message":"Transaction queued for processing","metadata":{"window":"rtgs"}}""",
            items[0].GetRawText());
        Assert.Equal(("invalid", "transactions[1].amount", "not_positive"), Error(items[1]));
        Assert.Equal("deduped", items[2].GetProperty("status").GetString());
        Assert.Equal(("invalid", "transactions[3].idempotency_key", "idempotency_key_reused"), Error(items[3]));
        Assert.Equal(("invalid", "transactions[4].transaction_id", "transaction_id_exists"), Error(items[4]));
        Assert.Equal(("invalid", "transactions[5]", "wrong_type"), Error(items[5]));
        Assert.Equal(JsonValueKind.Null, items[5].GetProperty("transaction_id").ValueKind);
        Assert.Equal(6, items.Count);
    }

    [Fact]
    public async Task A_thousand_are_taken_and_are_duplicates_when_sent_again()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var host = await IntakeHost.StartAsync(database.Database);
        var body = Bodies.Batch(Enumerable.Range(0, 1_000).Select(i => Bodies.Numbered($"n{i}")));

        using var first = await host.PostAsync(body, IntakeHost.Batch);
        using var again = await host.PostAsync(body, IntakeHost.Batch);

        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, again.StatusCode);
        Assert.All(await StatusesAsync(first), status => Assert.Equal("submitted", status));
        Assert.All(await StatusesAsync(again), status => Assert.Equal("deduped", status));
        var entries = await host.Log.ReadAsync(0, 2_000, TestContext.Current.CancellationToken);
        Assert.Equal(Enumerable.Range(0, 1_000).Select(i => $"n{i}"), entries.Select(entry => entry.Payment!.TransactionId));
    }

    [Fact]
    public async Task A_batch_of_many_large_transactions_arrives_whole()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var host = await IntakeHost.StartAsync(database.Database);
        var large = new string('x', 60_000);
        var body = Bodies.Batch(Enumerable.Range(0, 60).Select(i => Bodies.With(one =>
        {
            one["transaction_id"] = $"large{i}";
            one["idempotency_key"] = $"large{i}";
            one["unheard_of"] = large;
        })));

        using var answer = await host.PostAsync(body, IntakeHost.Batch);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    [Fact]
    public async Task A_batch_without_any_valid_transaction_is_422_with_every_error()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var host = await IntakeHost.StartAsync(database.Database);

        using var answer = await host.PostAsync(Bodies.Batch(Bodies.With(body => body["amount"] = 0), Bodies.With(body => body.Remove("source_account"))), IntakeHost.Batch);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal(
            [("transactions[0].amount", "not_positive"), ("transactions[1].source_account", "required")], await ProblemErrors.ReadAsync(answer));
    }

    [Theory]
    [InlineData("{}", "required")]
    [InlineData("{\"transactions\":null}", "required")]
    [InlineData("{\"transactions\":{}}", "wrong_type")]
    [InlineData("{\"transactions\":[]}", "batch_size")]
    public async Task A_body_that_is_no_batch_says_why(string body, string code)
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var host = await IntakeHost.StartAsync(database.Database);

        using var answer = await host.PostAsync(body, IntakeHost.Batch);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal(("transactions", code), (await ProblemErrors.ReadAsync(answer)).Single());
    }

    [Fact]
    public async Task One_more_than_a_thousand_is_refused()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var host = await IntakeHost.StartAsync(database.Database);

        using var answer = await host.PostAsync(Bodies.Batch(Enumerable.Repeat("{}", 1_001)), IntakeHost.Batch);

        Assert.Equal(("transactions", "batch_size"), (await ProblemErrors.ReadAsync(answer)).Single());
    }

    private static (string? Status, string? Field, string? Code) Error(JsonElement item)
    {
        var error = item.GetProperty("errors").EnumerateArray().Single();
        return (item.GetProperty("status").GetString(), error.GetProperty("field").GetString(), error.GetProperty("code").GetString());
    }

    private static async Task<List<string?>> StatusesAsync(HttpResponseMessage answer)
    {
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return [.. json.RootElement.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("status").GetString())];
    }
}
