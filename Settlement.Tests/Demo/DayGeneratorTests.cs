using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Settlement.Api.Demo;
using Settlement.Domain.Fx;
using Settlement.Domain.Windows;
using Xunit;

namespace Settlement.Tests.Demo;

public sealed class DayGeneratorTests
{
    [Fact]
    public void Seed_1_gives_the_same_day_on_every_machine()
    {
        Assert.StartsWith("647f0439b66d672690a8091c6817f39431663f8b4e67f4a4f1", HashOf(DayGenerator.Generate(1, 2_000)), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_seed_gives_another_day()
    {
        Assert.NotEqual(HashOf(DayGenerator.Generate(1, 100)), HashOf(DayGenerator.Generate(2, 100)));
    }

    [Fact]
    public void Amounts_have_the_measured_quantiles()
    {
        var euros = Payments(20_000).Select(InEuros).ToList();

        Assert.InRange(Share(euros, euro => euro < 50_000), 0.66, 0.74);
        Assert.InRange(Share(euros, euro => euro > 1_000_000), 0.06, 0.11);
        Assert.InRange(euros.Order().ElementAt(euros.Count / 2), 5_500, 9_500);
    }

    [Fact]
    public void Kinds_and_currencies_are_mixed_as_intended()
    {
        var payments = Payments(20_000);

        Assert.InRange(Share(payments, payment => Text(payment, "settlement_window") == "t0"), 0.42, 0.49);
        Assert.InRange(Share(payments, payment => Text(payment, "settlement_window") == "t1"), 0.37, 0.43);
        Assert.InRange(Share(payments, payment => Text(payment, "settlement_window") == "rtgs"), 0.11, 0.17);
        Assert.InRange(Share(payments, IsCrossCurrency), 0.17, 0.23);
        Assert.Equal(8, payments.Select(payment => Text(payment, "source_currency")).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void The_last_hour_before_a_cut_off_is_the_busiest()
    {
        // Without the share that comes late: 25 of the weights of the 17 hours that day 1 has before Frankfurt's cut-off.
        var euro = DayGenerator.Generate(1, 20_000)
            .Where(sent => sent.Intent == DemoIntent.Valid)
            .Select(sent => (sent.SendAt, Payment: Parse(sent)))
            .Where(sent => Text(sent.Payment, "source_currency") == "EUR" && !IsCrossCurrency(sent.Payment) && Text(sent.Payment, "settlement_window") == "t1")
            .ToList();

        Assert.InRange(Share(euro, sent => sent.SendAt.Hour == 16), 0.15, 0.24);
        Assert.DoesNotContain(euro, sent => sent.SendAt.Hour >= 17);
    }

    [Fact]
    public void Every_netted_payment_belongs_to_a_window_of_the_two_days()
    {
        Assert.All(DayGenerator.Generate(3, 5_000).Where(sent => sent.Intent == DemoIntent.Valid), sent =>
        {
            var payment = Parse(sent);
            var kind = WindowId.KindOf(Text(payment, "settlement_window"))!.Value;
            var slot = WindowSchedule.Resolve(kind, Text(payment, "source_currency"), Text(payment, "destination_currency"), sent.SendAt, _ => false);
            Assert.True(slot.ValueDate <= DemoCalendar.Day2, $"{sent.TransactionId} belongs to {slot.WindowId}");
        });
    }

    [Fact]
    public void No_payment_passes_the_limit_of_intake()
    {
        Assert.All(Payments(20_000), payment => Assert.InRange(decimal.Parse(Text(payment, "amount"), CultureInfo.InvariantCulture), 1m, 999_999_999.99m));
    }

    [Fact]
    public void A_few_are_invalid_and_a_few_are_sent_again_later_as_they_were()
    {
        var day = DayGenerator.Generate(1, 2_000).ToList();

        Assert.InRange(day.Count(sent => sent.Intent == DemoIntent.Invalid), 5, 15);
        Assert.InRange(day.Count(sent => sent.Intent == DemoIntent.Duplicate), 5, 15);
        Assert.All(day.Where(sent => sent.Intent == DemoIntent.Duplicate), again =>
        {
            var first = day.First(sent => sent.TransactionId == again.TransactionId);
            Assert.Equal(first.Json, again.Json);
            Assert.True(first.SendAt < again.SendAt);
        });
    }

    private static List<JsonElement> Payments(int count) =>
        [.. DayGenerator.Generate(1, count).Where(sent => sent.Intent == DemoIntent.Valid).Select(Parse)];

    private static JsonElement Parse(DemoPayment payment)
    {
        using var document = JsonDocument.Parse(payment.Json);
        return document.RootElement.Clone();
    }

    private static string HashOf(IReadOnlyList<DemoPayment> day) => Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes(string.Concat(day.Select(payment => $"{payment.SendAt:O} {payment.Intent} {payment.Json}\n")))));

    private static double InEuros(JsonElement payment)
    {
        var currency = Text(payment, "source_currency");
        var amount = double.Parse(Text(payment, "amount"), CultureInfo.InvariantCulture);
        return currency == "EUR" ? amount : amount / (double)BundledRates.Snapshot.Rates.First(rate => rate.Quote == currency).Mid;
    }

    private static bool IsCrossCurrency(JsonElement payment) => Text(payment, "source_currency") != Text(payment, "destination_currency");

    private static string Text(JsonElement payment, string field) => payment.GetProperty(field).GetString()!;

    private static double Share<T>(IReadOnlyCollection<T> all, Func<T, bool> which) => (double)all.Count(which) / all.Count;
}
