using System.Text;
using System.Text.Json.Nodes;
using Settlement.Engine.Intake;
using Xunit;

namespace Settlement.Tests.Intake;

public sealed class Payment_rules
{
    private static readonly PaymentReader Reader = new(new FixedDirectory());

    public static TheoryData<string, string, string, string> Broken => new()
    {
        // field set, its raw JSON, field of the error, code
        { "transaction_id", "null", "transaction_id", "required" },
        { "transaction_id", "\"\"", "transaction_id", "required" },
        { "transaction_id", "17", "transaction_id", "wrong_type" },
        { "transaction_id", $"\"{new string('x', 65)}\"", "transaction_id", "too_long" },
        { "transaction_id", "\"txn 1\"", "transaction_id", "invalid_character" },
        { "transaction_id", "\"txn/1\"", "transaction_id", "invalid_character" },
        { "transaction_id", "\"txn\\u0000\"", "transaction_id", "invalid_character" },
        { "transaction_id", "\"t\u00e9\"", "transaction_id", "invalid_character" },
        { "transaction_id", "\"\ud83d\ude00\"", "transaction_id", "invalid_character" },
        { "idempotency_key", "null", "idempotency_key", "required" },
        { "idempotency_key", "[]", "idempotency_key", "wrong_type" },
        { "idempotency_key", "\"a,b\"", "idempotency_key", "invalid_character" },
        { "amount", "null", "amount", "required" },
        { "amount", "true", "amount", "wrong_type" },
        { "amount", "{}", "amount", "wrong_type" },
        { "amount", "\"\"", "amount", "not_a_number" },
        { "amount", "\"12,50\"", "amount", "not_a_number" },
        { "amount", "\"1e\"", "amount", "not_a_number" },
        { "amount", "\"NaN\"", "amount", "not_a_number" },
        { "amount", "\" 1\"", "amount", "not_a_number" },
        { "amount", $"1{new string('0', 80)}", "amount", "not_a_number" },
        { "amount", "0", "amount", "not_positive" },
        { "amount", "-0.00", "amount", "not_positive" },
        { "amount", "-250", "amount", "not_positive" },
        { "amount", "-1e30", "amount", "not_positive" },
        { "amount", "\"-0.001\"", "amount", "not_positive" },
        { "amount", "250.001", "amount", "too_many_decimals" },
        { "amount", "1e-3", "amount", "too_many_decimals" },
        { "amount", "1000000000", "amount", "amount_too_large" },
        { "amount", "1e9", "amount", "amount_too_large" },
        { "amount", "1e40", "amount", "amount_too_large" },
        { "source_currency", "null", "source_currency", "required" },
        { "source_currency", "\"usd\"", "source_currency", "unknown_currency" },
        { "source_currency", "\"XXX\"", "source_currency", "unknown_currency" },
        { "source_currency", "840", "source_currency", "wrong_type" },
        { "destination_currency", "\"DEM\"", "destination_currency", "unknown_currency" },
        { "source_account", "\"nobody\"", "source_account", "unknown_account" },
        { "source_account", "\"acct_closed\"", "source_account", "inactive_account" },
        { "source_account", "\"acct_uk_99\"", "destination_account", "same_account" },
        { "destination_account", "\"nobody\"", "destination_account", "unknown_account" },
        { "destination_account", "\"acct_closed\"", "destination_account", "inactive_account" },
        { "destination_account", "\"bank_b_001\"", "counterparty_id", "account_not_of_counterparty" },
        { "counterparty_id", "null", "counterparty_id", "required" },
        { "counterparty_id", "\"nobody\"", "counterparty_id", "unknown_counterparty" },
        { "counterparty_id", "\"cparty_closed\"", "counterparty_id", "inactive_counterparty" },
        { "settlement_window", "\"t3\"", "settlement_window", "unknown_window" },
        { "settlement_window", "\"T1\"", "settlement_window", "unknown_window" },
        { "settlement_window", "1", "settlement_window", "wrong_type" },
        { "metadata", "[]", "metadata", "wrong_type" },
        { "metadata", "\"text\"", "metadata", "wrong_type" },
        { "metadata", $"{{\"note\":\"{new string('x', 4_096)}\"}}", "metadata", "too_large" },
        { "metadata", "{\"a\":{\"b\":{\"c\":{\"d\":{}}}}}", "metadata.a.b.c.d", "too_deep" },
        { "metadata", "{\"a\":[[[[]]]]}", "metadata.a[0][0][0]", "too_deep" },
        { "metadata", $"{{{Keys(33)}}}", "metadata", "too_many_keys" },
        { "metadata", $"{{\"in\":{{{Keys(33)}}}}}", "metadata.in", "too_many_keys" },
        { "metadata", $"{{\"{new string('k', 65)}\":1}}", "metadata", "too_long" },
        { "metadata", "{\"note\":\"a\\u0007b\"}", "metadata.note", "control_character" },
        { "metadata", "{\"lines\":[\"ok\",\"a\\nb\"]}", "metadata.lines[1]", "control_character" },
        { "metadata", "{\"note\":\"\u007f\"}", "metadata.note", "control_character" },
        { "metadata", "{\"note\":\"\u0085\"}", "metadata.note", "control_character" },
        { "metadata", "{\"b\\ta\":1}", "metadata", "control_character" },
        { "unheard_of", "\"\\r\"", "unheard_of", "control_character" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_rule_is_reported_with_its_field_and_code(string field, string json, string brokenField, string code)
    {
        var reading = Read(Bodies.WithRaw(field, json));

        Assert.Null(reading.Record);
        Assert.Equal((brokenField, code), reading.Errors.Select(error => (error.Field, error.Code)).Single());
    }

    [Theory]
    [InlineData("250", 25_000)]
    [InlineData("250.0", 25_000)]
    [InlineData("250.000000", 25_000)]
    [InlineData("2.5e2", 25_000)]
    [InlineData("1e5", 10_000_000)]
    [InlineData("\"250.00\"", 25_000)]
    [InlineData("\"0.01\"", 1)]
    [InlineData("0.1", 10)]
    [InlineData("999999999.99", 99_999_999_999)]
    public void An_amount_is_read_exactly(string json, long minor)
    {
        Assert.Equal(minor, Read(Bodies.WithRaw("amount", json)).Record!.Payment.AmountMinor);
    }

    [Theory]
    [InlineData("JPY", "250", null)]
    [InlineData("JPY", "250.5", "too_many_decimals")]
    [InlineData("JPY", "999999999", null)]
    [InlineData("JPY", "1000000000", "amount_too_large")]
    [InlineData("KWD", "0.001", null)]
    [InlineData("KWD", "999999999.990", null)]
    [InlineData("KWD", "999999999.991", "amount_too_large")]
    public void The_currency_decides_about_decimals_and_the_limit(string currency, string amount, string? code)
    {
        var reading = Read(Bodies.With(body =>
        {
            body["source_currency"] = currency;
            body["amount"] = JsonNode.Parse(amount);
        }));

        Assert.Equal(code, reading.Errors.SingleOrDefault()?.Code);
    }

    [Fact]
    public void All_broken_rules_are_reported_at_once_and_each_field_once()
    {
        var reading = Read("""{"transaction_id":"a b","amount":-1,"source_currency":"XXX","metadata":{"x":"\u0001","y":"\u0002\u0003"}}""");

        Assert.Equal(
            [
                ("transaction_id", "invalid_character"), ("idempotency_key", "required"), ("source_currency", "unknown_currency"),
                ("destination_currency", "required"), ("amount", "not_positive"), ("source_account", "required"), ("destination_account", "required"),
                ("counterparty_id", "required"), ("metadata.x", "control_character"), ("metadata.y", "control_character"),
            ],
            reading.Errors.Select(error => (error.Field, error.Code)));
    }

    [Fact]
    public void The_wrong_character_and_its_place_are_named()
    {
        var error = Read(Bodies.WithRaw("transaction_id", "\"txn\u00fc1\"")).Errors.Single();

        Assert.Contains("'\u00fc' (U+00FC) at place 4", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Metadata_and_unknown_fields_survive_as_they_came()
    {
        const string raw = "{\"note\": \"\\u00e4 \u00e4 \ud83d\ude00\", \"n\": 1.50, \"deep\": [{\"a\": [null]}]}";
        var body = Bodies.WithRaw("metadata", raw).Replace("{\"transaction_id\"", "{ \"unheard_of\" : 1.000 ,\"transaction_id\"", StringComparison.Ordinal);

        var record = Read(body).Record!;

        Assert.Equal(body, record.Body);
    }

    [Fact]
    public void Escapes_in_names_and_values_mean_what_they_stand_for()
    {
        var plain = Read(Bodies.First).Record!;
        var escaped = Read(Bodies.First.Replace("\"transaction_id\":\"txn_001\"", "\"transaction\\u005fid\":\"t\\u0078n_001\"", StringComparison.Ordinal)).Record!;

        Assert.Equal(plain.Payment, escaped.Payment);
        Assert.Equal(plain.Fingerprint, escaped.Fingerprint);
    }

    [Fact]
    public void An_escaped_backslash_before_a_letter_is_no_control_character()
    {
        Assert.Empty(Read(Bodies.WithRaw("metadata", "{\"path\":\"C:\\\\new\\\\u0000\"}")).Errors);
    }

    private static string Keys(int count) => string.Join(',', Enumerable.Range(0, count).Select(i => $"\"k{i}\":{i}"));

    private static PaymentReading Read(string body) => Reader.Read(Encoding.UTF8.GetBytes(body), headerKey: null);
}
