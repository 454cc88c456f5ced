using System.Net;
using System.Text;
using Settlement.Engine.Intake.Kafka;
using Settlement.Tests.EndToEnd;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Kafka;

/// <summary>Payments through a real broker, from the client's POST, or a partner's record, to the ledger.</summary>
public sealed class KafkaIntakeTests(PostgresServer postgres, KafkaServer kafka)
{
    [Fact]
    public async Task A_payment_over_http_settles_through_the_topic_and_repetitions_are_told_apart()
    {
        await using var day = await KafkaDay.BeginAsync(postgres, kafka);
        await using var host = await day.StartHostAsync();
        var payment = new Transfer("over_http", Transfer.BankA, Transfer.BankB, 125);

        (await host.SubmitAsync(payment.Body)).With(HttpStatusCode.Accepted);
        (await host.TransactionAsync(payment.Id)).ToJsonString();
        (await host.SubmitAsync(payment.Body)).With(HttpStatusCode.OK);
        var reused = await host.SubmitAsync((payment with { Amount = 126 }).Body);
        var exists = await host.SubmitAsync(payment.Body.Replace("key-over_http", "another-key", StringComparison.Ordinal));
        await host.UntilTransactionAsync(payment.Id, "settled");

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "idempotency_key_reused"), (reused.Status, reused.OnlyError().Code));
        Assert.Equal((HttpStatusCode.Conflict, "transaction_id_exists"), (exists.Status, exists.OnlyError().Code));
        Assert.Single(day.Read(day.Options.IntakeTopic, 1));
        Assert.Equal(1L, await day.QueryAsync<long>("select count(*) from intake_log"));
        await host.AssertBooksInOrderAsync();
    }

    [Fact]
    public async Task A_partners_record_is_a_payment_and_one_consumed_twice_has_one_effect()
    {
        await using var day = await KafkaDay.BeginAsync(postgres, kafka);
        await using var host = await day.StartHostAsync();
        var payment = new Transfer("partner", Transfer.BankA, Transfer.BankB, 40);
        var before = await host.BooksAsync();

        await day.PartnerAsync(payment.Body, partition: 0);
        await day.PartnerAsync(payment.Body, partition: 1);
        await host.UntilTransactionAppearsAsync(payment.Id);
        await host.UntilTransactionAsync(payment.Id, "settled");
        (await host.SubmitAsync(payment.Body)).With(HttpStatusCode.OK);

        Assert.Equal(1L, await day.QueryAsync<long>("select count(*) from intake_log"));
        Assert.Equal(0L, await day.QueryAsync<long>("select count(*) from intake_dead_letters"));
        Assert.Equal(before.Of(Transfer.BankB, "EUR") + 40, (await host.BooksAsync()).Of(Transfer.BankB, "EUR"));
    }

    [Fact]
    public async Task What_can_never_be_a_payment_goes_to_the_dead_letters_with_reason_field_and_its_own_headers()
    {
        await using var day = await KafkaDay.BeginAsync(postgres, kafka, partitions: 1);
        await using var host = await day.StartHostAsync();
        var good = new Transfer("good", Transfer.BankA, Transfer.BankB, 40);
        var headers = new Confluent.Kafka.Headers().Put("x-partner", "acme");

        await day.PartnerAsync("{ not json", "k1", headers: headers);
        await day.PartnerAsync(good.Body.Replace(":40,", ":-5,", StringComparison.Ordinal), "k2", headers: headers);
        await day.PartnerAsync("{}", "k3", headers: new Confluent.Kafka.Headers().Put(IntakeHeaders.WindowClose, "t0-EUR-2030-01-02"));
        await day.PartnerAsync(good.Body, "good");
        await host.UntilTransactionAppearsAsync(good.Id);
        await host.UntilTransactionAsync(good.Id, "settled");

        var letters = day.Read(day.Options.DeadLetterTopic, 3);
        Assert.Equal(
            [("malformed", ""), ("not_positive", "amount"), ("unknown_window_close", IntakeHeaders.WindowClose)],
            letters.OrderBy(letter => letter.Message.Headers.Text("dlq-offset")).Select(letter => (letter.Message.Headers.Text("dlq-reason")!, letter.Message.Headers.Text("dlq-field")!)));
        Assert.Equal(2, letters.Count(letter => letter.Message.Headers.Text("x-partner") == "acme"));
        Assert.Contains(letters, letter => Encoding.UTF8.GetString(letter.Message.Value) == "{ not json" && Encoding.UTF8.GetString(letter.Message.Key!) == "k1");
        Assert.Equal(3L, await day.QueryAsync<long>("select count(*) from intake_dead_letters"));
    }

    [Fact]
    public async Task A_window_closes_when_its_marker_was_met_in_every_partition_and_nets_the_payments_of_all()
    {
        await using var day = await KafkaDay.BeginAsync(postgres, kafka);
        await using var host = await day.StartHostAsync();
        Transfer[] payments = [.. Enumerable.Range(0, 12).Select(i => new Transfer($"netted-{i}", i % 2 == 0 ? Transfer.BankA : Transfer.BankB, i % 2 == 0 ? Transfer.BankB : Transfer.BankA, 100 + i, Window: "t2"))];
        await host.PayAsync(payments);
        var first = await host.UntilTransactionAsync(payments[0].Id, "validated");
        var window = (string)first["window"]!["window_id"]!;

        (await host.CloseWindowAsync(window)).With(HttpStatusCode.Accepted);
        var again = (await host.CloseWindowAsync(window)).With(HttpStatusCode.Accepted);
        await host.UntilWindowAsync(window, "reported");

        Assert.True((bool)again["already_closed"]!);
        await host.UntilSettledAsync(payments);
        Assert.Equal(3L, await day.QueryAsync<long>("select count(*) from intake_window_marks"));
        await host.PayAsync(new Transfer("after", Transfer.BankA, Transfer.BankB, 5, Window: "t2"));
        var late = await host.UntilTransactionAsync("after", "validated");
        Assert.NotEqual(window, (string?)late["window"]!["window_id"]);
        await host.AssertBooksInOrderAsync();
    }
}
