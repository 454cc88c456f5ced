using System.Globalization;
using System.Text.Json;
using Settlement.Domain.Calendars;
using Settlement.Domain.Currencies;
using Settlement.Domain.Fx;
using Settlement.Domain.Liquidity;

namespace Settlement.Api.Demo;

/// <summary>
/// Makes the requests of one day of a history: a pure function of the seed and the day. Two parts: an ordinary day of <see cref="DayGenerator"/>, moved to
/// the date, and standing payments between each smaller bank and its core bank. The first is heavy-tailed and tells a forecaster little; the second has
/// a rhythm. Which weekday is busy, and by how much, is an assumption of this demonstration and measured nowhere.
/// </summary>
internal static class HistoryGenerator
{
    /// <summary>Of a standing payment's amount, and of the number of ordinary payments: Monday to Friday.</summary>
    private static readonly double[] Weekdays = [1.20, 0.85, 0.90, 1.00, 1.35];

    private const double MonthEnd = 1.8;

    /// <summary>Of a standing payment, units of EUR: the middle, before a bank's size, the weekday and the month's end.</summary>
    private const double StandingEuros = 12_000_000;

    /// <summary>Standard deviation of a standing payment's logarithm: most are within a third of the middle.</summary>
    private const double StandingSigma = 0.15;

    /// <summary>The smaller bank pays in its morning: in the first slot of the day of UTC in which it is this hour or later at its currency's place.</summary>
    private const int MorningHour = 8;

    private const int LastMorningHour = 16;

    /// <returns>In the order in which they are sent.</returns>
    public static IReadOnlyList<DemoPayment> Generate(int seed, DateOnly day, int ordinary)
    {
        var factor = Weekdays[(int)day.DayOfWeek - 1] * (HistoryCalendar.IsMonthEnd(day) ? MonthEnd : 1);
        var name = day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        var ownSeed = unchecked((seed * 1_000_003) + day.DayNumber) & int.MaxValue;
        var payments = DayGenerator.Generate(ownSeed, Math.Max(1, (int)Math.Round(ordinary * factor)))
            .Where(payment => payment.Intent == DemoIntent.Valid)
            .Select(payment => Renamed(payment, name) with { SendAt = HistoryCalendar.Moved(payment.SendAt, day) });
        return [.. payments.Concat(Standing(new SeededRandom((ulong)ownSeed), day, name, factor)).OrderBy(payment => payment.SendAt)];
    }

    private static IEnumerable<DemoPayment> Standing(SeededRandom random, DateOnly day, string name, double factor)
    {
        var number = 0;
        foreach (var bank in BankingNetwork.Banks.Where(bank => !bank.IsCore))
        {
            var core = BankingNetwork.Bank(bank.Core!);
            var morning = Morning(CutOff.Of(bank.Home), day);
            foreach (var (sendAt, window) in new[] { (morning, "rtgs"), (morning.AddHours(HistoryCalendar.HoursOfSlot), "t0") })
            {
                // In the morning the smaller bank pays, at the cut-off its core bank: in between it needs liquidity.
                var (debtor, creditor) = window == "rtgs" ? (bank, core) : (core, bank);
                number++;
                var id = string.Create(CultureInfo.InvariantCulture, $"standing_{name}_{number:D3}");
                yield return new DemoPayment(sendAt, id, Body(id, debtor, creditor, bank.Home, Amount(random, bank, factor), window), DemoIntent.Valid);
            }
        }
    }

    private static DateTimeOffset Morning(CutOff place, DateOnly day)
    {
        var slot = new DateTimeOffset(day, HistoryCalendar.FirstSlot, TimeSpan.Zero);
        while (slot.Hour < LastMorningHour && (place.DateAt(slot) != day || LocalHours.At(place, slot) < MorningHour))
        {
            slot = slot.AddHours(HistoryCalendar.HoursOfSlot);
        }

        return slot;
    }

    /// <summary>Banks differ in size: the n-th of the list moves a tenth more than the one before.</summary>
    private static long Amount(SeededRandom random, DemoBank bank, double factor)
    {
        var currency = Currency.Get(bank.Home);
        var perEuro = bank.Home == "EUR" ? 1.0 : (double)BundledRates.Snapshot.Rates.First(rate => rate.Quote == bank.Home).Mid;
        var size = 1 + (0.1 * BankingNetwork.Banks.TakeWhile(other => other.Id != bank.Id).Count());
        return (long)Math.Round(StandingEuros * size * factor * perEuro * random.NextLognormal(0, StandingSigma)) * currency.Scale;
    }

    private static string Body(string id, DemoBank debtor, DemoBank creditor, string currency, long minor, string window) => JsonSerializer.Serialize(
        new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["transaction_id"] = id,
            ["amount"] = Money.Format(minor, Currency.Get(currency)),
            ["source_currency"] = currency,
            ["destination_currency"] = currency,
            ["source_account"] = debtor.Accounts[0],
            ["destination_account"] = creditor.Accounts[0],
            ["counterparty_id"] = creditor.Id,
            ["idempotency_key"] = "key_" + id,
            ["settlement_window"] = window,
        });

    /// <summary>Ids are unique for ever: each day's carry its date.</summary>
    private static DemoPayment Renamed(DemoPayment payment, string name)
    {
        var id = payment.TransactionId.Replace("demo_", name + "_", StringComparison.Ordinal);
        return payment with { TransactionId = id, Json = payment.Json.Replace(payment.TransactionId, id, StringComparison.Ordinal) };
    }
}
