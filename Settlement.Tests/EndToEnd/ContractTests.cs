using System.Net;
using Xunit;

namespace Settlement.Tests.EndToEnd;

/// <summary>The examples that users start from, answered to the letter, and the answers to what cannot be taken.</summary>
public sealed class ContractTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private const string Transactions = "/api/v1/transactions";

    private readonly RunningHost _host = shared.Host;

    [Theory]
    [InlineData(Transactions, "txn_001")]
    [InlineData(Transactions + "/", "txn_001_slash")]
    public async Task The_first_example_is_answered_to_the_letter_with_or_without_a_trailing_slash(string path, string id)
    {
        var body = $$"""
            {"transaction_id":"{{id}}","amount":250.00,"source_currency":"USD","destination_currency":"GBP","source_account":"acct_usa_88",
             "destination_account":"acct_uk_99","counterparty_id":"cparty_london","idempotency_key":"idemp_key_{{id}}","settlement_window":"t1"}
            """;

        var first = await _host.PostAsync(path, body);
        var again = await _host.PostAsync(path, body);

        Assert.Equal(
            new Answer(
                HttpStatusCode.Accepted,
                $$$"""{"transaction_id":"{{{id}}}","status":"submitted","message":"Transaction queued for processing","metadata":{"window":"t1"}}"""),
            first);
        Assert.Equal(
            new Answer(
                HttpStatusCode.OK,
                $$$"""{"transaction_id":"{{{id}}}","status":"deduped","message":"Transaction already processed","metadata":{"original_batch":null}}"""),
            again);
    }

    [Fact]
    public async Task The_second_example_settles_at_once_and_its_duplicate_names_the_batch()
    {
        const string Body = """
            {"transaction_id":"txn_123456","amount":100000,"source_currency":"USD","destination_currency":"EUR","source_account":"bank_a_001",
             "destination_account":"bank_b_001","counterparty_id":"counterparty_bank_b","idempotency_key":"req_xyz789"}
            """;

        var first = await _host.SubmitAsync(Body);
        var settled = await _host.UntilTransactionAsync("txn_123456", "settled");
        var again = await _host.SubmitAsync(Body);

        Assert.Equal(
            new Answer(
                HttpStatusCode.Accepted,
                """{"transaction_id":"txn_123456","status":"submitted","message":"Transaction queued for processing","metadata":{"window":"rtgs"}}"""),
            first);
        Assert.Equal(
            new Answer(
                HttpStatusCode.OK,
                $$$"""{"transaction_id":"txn_123456","status":"deduped","message":"Transaction already processed","metadata":{"original_batch":"{{{settled["batch_id"]}}}"}}"""),
            again);
    }

    [Theory]
    [InlineData("amount", "-250.00", "not_positive")]
    [InlineData("amount", "0", "not_positive")]
    [InlineData("amount", "250.001", "too_many_decimals")]
    [InlineData("amount", "1000000000.00", "amount_too_large")]
    [InlineData("amount", "true", "wrong_type")]
    [InlineData("source_currency", "\"XYZ\"", "unknown_currency")]
    [InlineData("destination_account", "\"nobody\"", "unknown_account")]
    [InlineData("counterparty_id", "\"nobody\"", "unknown_counterparty")]
    [InlineData("counterparty_id", "\"bank_a\"", "account_not_of_counterparty")]
    [InlineData("settlement_window", "\"t3\"", "unknown_window")]
    public async Task A_broken_rule_is_answered_with_its_field_and_code(string field, string value, string code)
    {
        var body = System.Text.Json.Nodes.JsonNode.Parse(new Transfer($"broken_{field}_{code}", Transfer.Acme, Transfer.London, 250, "USD", "t1").Body)!;
        body[field] = System.Text.Json.Nodes.JsonNode.Parse(value);

        var answer = await _host.SubmitAsync(body.ToJsonString());

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains(answer.Json["errors"]!.AsArray(), error => (string?)error!["field"] == field && (string?)error["code"] == code);
    }

    [Fact]
    public async Task A_payment_from_an_account_to_itself_is_refused()
    {
        var answer = await _host.SubmitAsync(new Transfer("to_itself", Transfer.BankA, Transfer.BankA, 1).Body);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Equal(("destination_account", "same_account"), answer.OnlyError());
    }

    [Fact]
    public async Task Every_broken_rule_has_its_own_entry()
    {
        var answer = await _host.SubmitAsync("""{"transaction_id":"many","amount":-1,"source_currency":"USD","destination_currency":"??"}""");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Equal(
            ["amount", "counterparty_id", "destination_account", "destination_currency", "idempotency_key", "source_account"],
            answer.Json["errors"]!.AsArray().Select(error => (string)error!["field"]!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_key_with_another_body_is_422_and_an_id_under_another_key_is_409()
    {
        var original = new Transfer("once", Transfer.Acme, Transfer.London, 250, "USD", "t1");
        await _host.PayAsync(original);

        var otherBody = await _host.SubmitAsync((original with { Amount = 251 }).Body);
        var otherKey = await _host.SubmitAsync(original.Body.Replace("key-once", "key-twice", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, otherBody.Status);
        Assert.Equal(("idempotency_key", "idempotency_key_reused"), otherBody.OnlyError());
        Assert.Equal(HttpStatusCode.Conflict, otherKey.Status);
        Assert.Equal(("transaction_id", "transaction_id_exists"), otherKey.OnlyError());
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("")]
    public async Task What_is_no_JSON_object_is_malformed(string body) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await _host.SubmitAsync(body)).Status);

    [Theory]
    [InlineData("/api/v1/transactions/unheard_of")]
    [InlineData("/api/v1/windows/t0-EUR-1999-01-04")]
    [InlineData("/api/v1/windows/t0-EUR-1999-01-04/report")]
    [InlineData("/api/v1/settlements/unheard_of/status")]
    [InlineData("/api/v1/sagas/unheard_of/graph")]
    public async Task What_does_not_exist_is_not_found(string path) =>
        Assert.Equal(HttpStatusCode.NotFound, (await _host.GetAsync(path)).Status);
}
