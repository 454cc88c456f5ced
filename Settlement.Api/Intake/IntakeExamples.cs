namespace Settlement.Api.Intake;

/// <summary>The examples that the API page shows; the demo community of the embedded default answers them so.</summary>
internal static class IntakeExamples
{
    public const string Request =
        """
        {"transaction_id":"txn_001","amount":250.00,"source_currency":"USD","destination_currency":"GBP","source_account":"acct_usa_88","destination_account":"acct_uk_99","counterparty_id":"cparty_london","idempotency_key":"idemp_key_101","settlement_window":"t1"}
        """;

    public const string Accepted =
        """{"transaction_id":"txn_001","status":"submitted","message":"Transaction queued for processing","metadata":{"window":"t1"}}""";

    public const string Deduped =
        """{"transaction_id":"txn_001","status":"deduped","message":"Transaction already processed","metadata":{"original_batch":null}}""";
}
