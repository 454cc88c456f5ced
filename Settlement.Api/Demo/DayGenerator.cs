using System.Globalization;
using System.Text.Json;
using Settlement.Domain.Calendars;
using Settlement.Domain.Currencies;
using Settlement.Domain.Fx;
using Settlement.Domain.Windows;

namespace Settlement.Api.Demo;

/// <summary>
/// Makes the requests of a day: a pure function of the seed and the number, the same on any machine. Follows <see cref="DayFigures"/>.
/// </summary>
internal sealed class DayGenerator
{
    /// <summary>Draws per truncated variate: the chance that all miss is below 1e-80.</summary>
    private const int MaxDraws = 64;

    private static readonly DemoBank[] Core = [.. BankingNetwork.Banks.Where(bank => bank.IsCore)];
    private static readonly DemoBank[] Periphery = [.. BankingNetwork.Banks.Where(bank => !bank.IsCore)];
    private static readonly double[] CurrencyShares = [.. BankingNetwork.Currencies.Select(currency => currency.Share)];
    private static readonly string[] Purposes = ["salary", "supplier", "securities", "treasury", "tax"];

    private readonly SeededRandom random;

    private DayGenerator(int seed) => random = new SeededRandom((ulong)seed);

    /// <param name="count">Payments, the invalid ones among them; duplicates come on top.</param>
    /// <returns>In the order in which they are sent.</returns>
    public static IReadOnlyList<DemoPayment> Generate(int seed, int count)
    {
        var generator = new DayGenerator(seed);
        var day = new List<DemoPayment>(count + (count / DayFigures.OddOneIn) + 1);
        for (var number = 1; number <= count; number++)
        {
            var payment = generator.Make(number, isInvalid: number % DayFigures.OddOneIn == 1 && number > 1);
            day.Add(payment);
            if (number % DayFigures.OddOneIn == 0 && payment.SendAt < DemoCalendar.Slots[^1])
            {
                day.Add(payment with { SendAt = payment.SendAt.AddHours(1), Intent = DemoIntent.Duplicate });
            }
        }

        // Stable: within a slot in the order in which they were made.
        return [.. day.OrderBy(payment => payment.SendAt)];
    }

    private DemoPayment Make(int number, bool isInvalid)
    {
        var (debtor, creditor) = PickLink();
        var (source, destination) = PickCurrencies(debtor, creditor);
        var amount = PickAmount(source);
        var kind = PickKind(debtor, source);
        var sendAt = PickTime(kind, source, destination);
        var id = string.Create(CultureInfo.InvariantCulture, $"demo_{number:D6}");
        var body = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["transaction_id"] = id,
            ["amount"] = Money.Format(amount, Currency.Get(source)),
            ["source_currency"] = source,
            ["destination_currency"] = destination,
            ["source_account"] = debtor.Accounts[random.Next(2)],
            ["destination_account"] = creditor.Accounts[random.Next(2)],
            ["counterparty_id"] = creditor.Id,
            ["idempotency_key"] = "key_" + id,
            ["settlement_window"] = WindowId.Prefix(kind),
        };
        if (random.Chance(DayFigures.MetadataShare))
        {
            body["metadata"] = new Dictionary<string, string>(StringComparer.Ordinal) { ["purpose"] = Purposes[random.Next(Purposes.Length)] };
        }

        if (isInvalid)
        {
            Spoil(body);
        }

        return new DemoPayment(sendAt, id, JsonSerializer.Serialize(body), isInvalid ? DemoIntent.Invalid : DemoIntent.Valid);
    }

    private (DemoBank Debtor, DemoBank Creditor) PickLink()
    {
        var link = random.Pick(DayFigures.LinkShares);
        if (link == 0)
        {
            var from = random.Next(Core.Length);
            return (Core[from], Core[(from + 1 + random.Next(Core.Length - 1)) % Core.Length]);
        }

        var bank = Periphery[random.Next(Periphery.Length)];
        var core = BankingNetwork.Bank(bank.Core!);
        return link == 1 ? (bank, core) : (core, bank);
    }

    private (string Source, string Destination) PickCurrencies(DemoBank debtor, DemoBank creditor)
    {
        if (random.Chance(DayFigures.CrossCurrencyShare))
        {
            var other = debtor.Home;
            for (var draw = 0; draw < MaxDraws && other == debtor.Home; draw++)
            {
                other = creditor.Home != debtor.Home ? creditor.Home : PickCurrency();
            }

            return (debtor.Home, other);
        }

        // The smaller bank's own currency mostly; between core banks that of either, or a third one.
        var point = random.NextDouble();
        var (first, second) = creditor.IsCore ? (debtor.Home, creditor.Home) : (creditor.Home, debtor.Home);
        var limit = debtor.IsCore && creditor.IsCore ? 0.4 : 0.75;
        var currency = point < limit ? first : point < limit + 0.25 ? second : PickCurrency();
        return (currency, currency);
    }

    private string PickCurrency() => BankingNetwork.Currencies[random.Pick(CurrencyShares)].Code;

    /// <summary>Minor units.</summary>
    private long PickAmount(string currency)
    {
        var perEuro = currency == "EUR" ? 1.0 : (double)BundledRates.Snapshot.Rates.First(rate => rate.Quote == currency).Mid;
        var units = 0.0;
        for (var draw = 0; draw < MaxDraws && units is < DayFigures.SmallestAmount or > DayFigures.LargestAmount; draw++)
        {
            units = random.NextLognormal(DayFigures.AmountMu, DayFigures.AmountSigma) * perEuro;
        }

        return (long)Math.Round(units * Currency.Get(currency).Scale);
    }

    /// <summary>No RTGS where a tight cap binds: whether it queues would depend on which payments happen to meet in a round.</summary>
    private WindowKind PickKind(DemoBank debtor, string source)
    {
        var point = random.NextDouble();
        return point < DayFigures.T0Share ? WindowKind.T0
            : point < DayFigures.T0Share + DayFigures.T1Share ? WindowKind.T1
            : BankingNetwork.IsCapped(debtor.Id, source) ? WindowKind.T0 : WindowKind.Rtgs;
    }

    private DateTimeOffset PickTime(WindowKind kind, string source, string destination)
    {
        var slots = DemoCalendar.Slots;
        var (here, there) = (CutOff.Of(source).On(DemoCalendar.Day1), CutOff.Of(destination).On(DemoCalendar.Day1));
        var cutOff = here < there ? here : there;
        var late = slots.Where(slot => slot >= cutOff && SettlesByDay2(kind, source, destination, slot)).ToList();
        if (kind == WindowKind.T0 && random.Chance(DayFigures.LateShare) && late.Count > 0)
        {
            return late[random.Next(late.Count)];
        }

        return slots[random.Pick([.. slots.Select(slot => slot < cutOff ? DayFigures.HourWeight((int)Math.Ceiling((cutOff - slot).TotalHours)) : 0)])];
    }

    private static bool SettlesByDay2(WindowKind kind, string source, string destination, DateTimeOffset at) =>
        WindowSchedule.Resolve(kind, source, destination, at, _ => false).ValueDate <= DemoCalendar.Day2;

    private void Spoil(Dictionary<string, object> body)
    {
        switch (random.Next(4))
        {
            case 0:
                body["amount"] = "-" + body["amount"];
                break;
            case 1:
                body["source_account"] = "nobody_001";
                break;
            case 2:
                body["destination_currency"] = "ZZZ";
                break;
            default:
                body["settlement_window"] = "t9";
                break;
        }
    }
}
