using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Settlement.Domain.Transactions;
using Settlement.Engine.Intake;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Intake;

public sealed class Submission_contract(PostgresServer server)
{
    [Fact]
    public async Task The_first_example_is_answered_verbatim_and_again_as_a_duplicate()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var host = await IntakeHost.StartAsync(database.Database);

        var first = await host.PostAsync(Bodies.First);
        var again = await host.PostAsync(Bodies.First, "/api/v1/transactions/");

        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        Assert.Equal("application/json", first.Content.Headers.ContentType!.ToString());
        Assert.Equal(
            """{"transaction_id":"txn_001","status":"submitted","message":"Transaction queued for processing","metadata":{"window":"t1"}}""",
            await TextAsync(first));
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(
            """{"transaction_id":"txn_001","status":"deduped","message":"Transaction already processed","metadata":{"original_batch":null}}""",
            await TextAsync(again));
    }

    [Fact]
    public async Task A_payment_without_a_window_is_taken_for_rtgs()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var host = await IntakeHost.StartAsync(database.Database);

        var answer = await host.PostAsync(Bodies.Second, "/api/v1/transactions/");

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(
            """{"transaction_id":"txn_123456","status":"submitted","message":"Transaction queued for processing","metadata":{"window":"rtgs"}}""",
            await TextAsync(answer));
    }

    [Fact]
    public async Task A_duplicate_names_its_batch_once_there_is_one()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var host = await IntakeHost.StartAsync(database.Database, services => services.AddSingleton<IOriginalBatchLookup, EveryBatch>());
        await host.PostAsync(Bodies.First);

        var again = await host.PostAsync(Bodies.First);

        Assert.Equal(
            """{"transaction_id":"txn_001","status":"deduped","message":"Transaction already processed","metadata":{"original_batch":"batch_of_txn_001"}}""",
            await TextAsync(again));
    }

    [Fact]
    public async Task A_payment_that_missed_its_window_says_where_it_went()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var host = await IntakeHost.StartAsync(database.Database, services => services.AddSingleton<IWindowResolver, EveryRoll>());

        var answer = await host.PostAsync(Bodies.WithRaw("settlement_window", "\"t0\""));

        Assert.Equal(
            """{"transaction_id":"txn_001","status":"submitted","message":"Transaction queued for processing","metadata":{"window":"t0","rolled_to":"2026-11-24","window_id":"t0-USD-2026-11-24","reason":"after the cut-off \u0022of\u0022 USD"}}""",
            await TextAsync(answer));
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_refused()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var host = await IntakeHost.StartAsync(database.Database);
        await host.PostAsync(Bodies.First);

        var answer = await host.PostAsync(Bodies.With(body => body["amount"] = 250.01m));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal(("idempotency_key", "idempotency_key_reused"), (await ProblemErrors.ReadAsync(answer)).Single());
    }

    [Fact]
    public async Task The_same_transaction_under_another_key_is_a_conflict()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var host = await IntakeHost.StartAsync(database.Database);
        await host.PostAsync(Bodies.First);

        var answer = await host.PostAsync(Bodies.With(body => body["idempotency_key"] = "another"));

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Equal(("transaction_id", "transaction_id_exists"), (await ProblemErrors.ReadAsync(answer)).Single());
    }

    [Theory]
    [InlineData("idemp_key_101")]
    [InlineData("\"idemp_key_101\"")]
    public async Task The_key_may_come_in_the_header(string header)
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var host = await IntakeHost.StartAsync(database.Database);
        var keyless = System.Text.Encoding.UTF8.GetBytes(Bodies.With(body => body.Remove("idempotency_key")));

        var first = await host.PostAsync(keyless, key: header);
        var again = await host.PostAsync(Bodies.First);

        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task Header_and_body_must_not_name_different_keys()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var host = await IntakeHost.StartAsync(database.Database);

        var answer = await host.PostAsync(System.Text.Encoding.UTF8.GetBytes(Bodies.First), key: "another");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal(("idempotency_key", "idempotency_key_conflict"), (await ProblemErrors.ReadAsync(answer)).Single());
    }

    [Fact]
    public async Task A_hundred_racing_duplicates_have_one_effect()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var host = await IntakeHost.StartAsync(database.Database);

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => host.PostAsync(Bodies.First)));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Accepted);
        Assert.Equal(99, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        Assert.Single(await host.Log.ReadAsync(0, 1_000, TestContext.Current.CancellationToken));
    }

    private static Task<string> TextAsync(HttpResponseMessage answer) => answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    private sealed class EveryBatch : IOriginalBatchLookup
    {
        public Task<IReadOnlyDictionary<string, string>> FindAsync(IReadOnlyCollection<string> transactionIds, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyDictionary<string, string>>(transactionIds.ToDictionary(id => id, id => "batch_of_" + id, StringComparer.Ordinal));
    }

    private sealed class EveryRoll : IWindowResolver
    {
        public WindowRoll FindRoll(Payment payment, long position, DateTimeOffset receivedAt) =>
            new(new DateOnly(2026, 11, 24), "t0-USD-2026-11-24", "after the cut-off \"of\" USD");
    }
}
