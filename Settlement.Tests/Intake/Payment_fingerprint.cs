using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Settlement.Engine.Intake;
using Xunit;

namespace Settlement.Tests.Intake;

public sealed class Payment_fingerprint
{
    private static readonly PaymentReader Reader = new(new FixedDirectory());

    [Fact]
    public void The_order_of_keys_and_white_space_make_no_difference_at_any_depth() =>
        Prop.ForAll(MetadataGen.ToArbitrary(), Gen.Choose(0, int.MaxValue).ToArbitrary(), (metadata, seed) =>
        {
            var body = Bodies.With(one => one["metadata"] = metadata.DeepClone());
            var shuffled = Shuffle(JsonNode.Parse(body)!, new Random(seed)).ToJsonString(new() { WriteIndented = true });
            return Fingerprint(body) == Fingerprint(shuffled);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_spelling_of_an_amount_makes_no_difference_and_its_value_does() =>
        Prop.ForAll(Gen.Choose(1, 2_000_000_000).ToArbitrary(), minor =>
        {
            var units = minor / 100m;
            var plain = Of(units.ToString("0.00", CultureInfo.InvariantCulture));
            return plain == Of($"\"{units.ToString("0.00##", CultureInfo.InvariantCulture)}\"")
                && plain == Of($"{minor}e-2")
                && plain == Of($"0.{minor:D12}E+10")
                && plain != Of(((minor + 1) / 100m).ToString("0.00", CultureInfo.InvariantCulture));

            static string Of(string amount) => Fingerprint(Bodies.WithRaw("amount", amount));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_known_field_counts()
    {
        string[] bodies =
        [
            Bodies.First,
            Bodies.With(body => body["transaction_id"] = "txn_002"),
            Bodies.With(body => body["idempotency_key"] = "other"),
            Bodies.With(body => body["amount"] = 250.01m),
            Bodies.With(body => body["source_currency"] = "EUR"),
            Bodies.With(body => body["destination_currency"] = "EUR"),
            Bodies.With(body => body["source_account"] = "bank_a_001"),
            Bodies.With(body => body["settlement_window"] = "t2"),
            Bodies.With(body => body.Remove("settlement_window")),
            Bodies.With(body => body["metadata"] = new JsonObject()),
            Bodies.With(body => body["metadata"] = new JsonObject { ["a"] = 1 }),
            Bodies.With(body => body["metadata"] = new JsonObject { ["a"] = "1" }),
            Bodies.With(body => body["a"] = 1),
            Bodies.With(body => body["a"] = null),
            Bodies.With(body => body["a"] = new JsonArray(1, 2)),
            Bodies.With(body => body["a"] = new JsonArray(2, 1)),
            Bodies.With(body => body["z"] = 1),
        ];

        Assert.Distinct(bodies.Select(Fingerprint));
    }

    [Theory]
    [InlineData("1", "1.0")]
    [InlineData("100", "1e2")]
    [InlineData("100", "1E+02")]
    [InlineData("-0", "0")]
    [InlineData("0.5", "5e-1")]
    [InlineData("123456789012345678901234567890.1", "1234567890123456789012345678901e-1")]
    [InlineData("\"\\u0041\\/\"", "\"A/\"")]
    [InlineData("\"\\ud83d\\ude00\"", "\"\U0001F600\"")]
    public void Equal_values_of_unknown_fields_are_equal(string one, string other) =>
        Assert.Equal(Fingerprint(Bodies.WithRaw("a", one)), Fingerprint(Bodies.WithRaw("a", other)));

    [Theory]
    [InlineData("123456789012345678901234567890.1", "123456789012345678901234567890.2")]
    [InlineData("1e400", "1e401")]
    [InlineData("1", "-1")]
    [InlineData("1", "\"1\"")]
    [InlineData("null", "\"null\"")]
    [InlineData("\"a\\\"b\"", "\"a\\\\b\"")]
    [InlineData("[[1],2]", "[1,[2]]")]
    [InlineData("{\"x\":{}}", "{\"x\":[]}")]
    public void Different_values_of_unknown_fields_are_different(string one, string other) =>
        Assert.NotEqual(Fingerprint(Bodies.WithRaw("a", one)), Fingerprint(Bodies.WithRaw("a", other)));

    [Fact]
    public void Defaults_that_are_written_out_are_the_same_request()
    {
        Assert.Equal(
            Fingerprint(Bodies.With(body => body.Remove("settlement_window"))), Fingerprint(Bodies.With(body => body["settlement_window"] = "rtgs")));
        Assert.Equal(Fingerprint(Bodies.First), Fingerprint(Bodies.With(body => body["metadata"] = null)));
    }

    [Fact]
    public void A_key_in_the_header_is_the_same_request_as_in_the_body()
    {
        var keyless = Reader.Read(Encoding.UTF8.GetBytes(Bodies.With(body => body.Remove("idempotency_key"))), "idemp_key_101");

        Assert.Equal(Fingerprint(Bodies.First), Convert.ToHexString(keyless.Record!.Fingerprint));
    }

    private static Gen<JsonNode> MetadataGen =>
        from keys in Gen.Choose(0, 999).ListOf(5)
        from values in Gen.Choose(-1_000, 1_000).ListOf(5)
        select (JsonNode)new JsonObject
        {
            ["outer"] = new JsonObject(keys.Zip(values).DistinctBy(pair => pair.First).Select(pair => KeyValuePair.Create($"k{pair.First}", (JsonNode?)pair.Second))),
            ["list"] = new JsonArray([.. values.Select(value => (JsonNode?)new JsonObject { ["b"] = value, ["a"] = $"\u00e4{value}" })]),
        };

    private static JsonNode Shuffle(JsonNode node, Random random) => node switch
    {
        JsonObject members => new JsonObject(
            members.ToList().OrderBy(_ => random.Next()).Select(pair => KeyValuePair.Create(pair.Key, pair.Value is null ? null : Shuffle(pair.Value, random)))),
        JsonArray items => new JsonArray([.. items.Select(item => item is null ? null : Shuffle(item, random))]),
        _ => node.DeepClone(),
    };

    private static string Fingerprint(string body)
    {
        var reading = Reader.Read(Encoding.UTF8.GetBytes(body), headerKey: null);
        Assert.Empty(reading.Errors);
        return Convert.ToHexString(reading.Record!.Fingerprint);
    }
}
