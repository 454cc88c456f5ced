using System.Text.Json.Nodes;

namespace Settlement.Tests.Intake;

/// <summary>Request bodies: the contract's two, and variations of them.</summary>
internal static class Bodies
{
    public const string First =
        """
        {"transaction_id":"txn_001","amount":250.00,"source_currency":"USD","destination_currency":"GBP","source_account":"acct_usa_88",
         "destination_account":"acct_uk_99","counterparty_id":"cparty_london","idempotency_key":"idemp_key_101","settlement_window":"t1"}
        """;

    public const string Second =
        """
        {"transaction_id":"txn_123456","amount":100000,"source_currency":"USD","destination_currency":"EUR","source_account":"bank_a_001",
         "destination_account":"bank_b_001","counterparty_id":"counterparty_bank_b","idempotency_key":"req_xyz789"}
        """;

    /// <summary>The first body with another id and key.</summary>
    public static string Numbered(string id) => With(body =>
    {
        body["transaction_id"] = id;
        body["idempotency_key"] = "key-" + id;
    });

    /// <summary>The first body, changed.</summary>
    public static string With(Action<JsonObject> change)
    {
        var body = JsonNode.Parse(First)!.AsObject();
        change(body);
        return body.ToJsonString();
    }

    /// <summary>The first body with one field's value written as it stands, which need not be valid.</summary>
    public static string WithRaw(string field, string value) =>
        With(body => body[field] = "@@").Replace("\"@@\"", value, StringComparison.Ordinal);

    public static string Batch(params IEnumerable<string> transactions) => $$"""{"transactions":[{{string.Join(',', transactions)}}]}""";
}
