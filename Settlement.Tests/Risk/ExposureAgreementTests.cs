using System.Data;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Settlement.Engine.Risk;
using Settlement.Tests.EndToEnd;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Risk;

/// <summary>The risk view against a recomputation from the ledger and the queues, on the real database, also while payments flow.</summary>
public sealed class ExposureAgreementTests(PostgresServer server)
{
    private const int Payments = 240;
    private const int MinimumLooks = 30;

    private static readonly string[] Currencies = ["EUR", "USD", "GBP", "JPY", "AUD"];
    private static readonly string[] Banks = [Transfer.BankA, Transfer.BankB, Transfer.Acme, Transfer.London];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task The_view_agrees_to_the_minor_unit_with_a_recomputation_while_payments_flow(int seed)
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartHostAsync(("Execution:Faults:MeanDelayMilliseconds", "3"), ("Execution:Faults:LostAfterRate", "0.05"));
        var reader = host.Services.GetRequiredService<RiskReader>();
        var seen = new HashSet<FlowStage>();

        var paying = PayAsync(host, seed);
        for (var look = 0; look < MinimumLooks || !paying.IsCompleted; look++)
        {
            seen.UnionWith(await CompareAsync(day, reader));
        }

        await paying;
        Assert.Contains(FlowStage.Queued, seen);
        Assert.Contains(FlowStage.Windows, seen);
        Assert.Contains(FlowStage.InFlight, seen);
        await CompareAsync(day, reader);
        await AssertAnswerAgreesAsync(host, day, reader);
    }

    /// <returns>The stages that held anything.</returns>
    private static async Task<IEnumerable<FlowStage>> CompareAsync(SettlementDay day, RiskReader reader)
    {
        await using var connection = await day.Database.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead);
        var snapshot = await reader.ReadAsync(transaction, CancellationToken.None);
        var naive = await NaiveExposures.ReadAsync(transaction, snapshot.Reference.Rates);
        var book = ExposureBook.Of(snapshot);

        Assert.Equal(naive.Balances.Where(pair => pair.Value != 0).ToDictionary(), snapshot.BalanceMinor.Where(pair => pair.Value != 0).ToDictionary());
        Assert.Equal(
            naive.Flows.ToDictionary(),
            (from exposure in book.Exposures
             from stage in exposure.Stages
             select (Key: (exposure.Participant, exposure.Currency, stage.Key), Flow: (stage.Value.OutgoingMinor, stage.Value.IncomingMinor)))
            .ToDictionary(row => row.Key, row => row.Flow));
        Assert.Equal(
            await NaiveExposures.CapUseAsync(transaction, snapshot.At),
            book.Exposures.Where(exposure => exposure.DayNetMinor + exposure.DayReservedMinor != 0)
                .ToDictionary(exposure => (exposure.Participant, exposure.Currency), exposure => exposure.DayNetMinor + exposure.DayReservedMinor));
        return snapshot.Flows.Select(flow => flow.Stage);
    }

    private static async Task AssertAnswerAgreesAsync(RunningHost host, SettlementDay day, RiskReader reader)
    {
        await RunningHost.UntilAsync(
            "nothing is in flight", () => day.QueryAsync<long>("select count(*) from transactions where state in ('Submitted', 'Batched', 'Matched')"), open => open == 0);
        var book = ExposureBook.Of(await reader.ReadAsync(CancellationToken.None));
        var answer = (await RunningHost.UntilAsync(
            "the view shows the same positions", () => host.GetAsync("/api/v1/risk/counterparties"),
            found => (long)found.With(HttpStatusCode.OK)["as_of"]!["ledger_position"]! == book.Snapshot.LedgerPosition)).Json;
        foreach (var counterparty in answer["items"]!.AsArray())
        {
            foreach (var currency in counterparty!["currencies"]!.AsArray())
            {
                var exposure = book.Find((string)counterparty["participant_id"]!, (string)currency!["currency"]!)!;
                Assert.Equal(Domain.Currencies.Money.Format(exposure.PostedMinor, Domain.Currencies.Currency.Get(exposure.Currency)), (string?)currency["posted"]);
                Assert.Equal(Domain.Currencies.Money.Format(exposure.NetMinor, Domain.Currencies.Currency.Get(exposure.Currency)), (string?)currency["net"]);
            }
        }
    }

    /// <summary>Payments of all kinds; some beyond what their payer may pay; windows are closed on the way.</summary>
    private static async Task PayAsync(RunningHost host, int seed)
    {
        var random = new Random(seed);
        for (var number = 0; number < Payments; number++)
        {
            var (from, to) = (random.Next(4), random.Next(1, 4));
            var source = Currencies[random.Next(Currencies.Length)];
            var destination = random.Next(4) == 0 ? Currencies[random.Next(Currencies.Length)] : source;
            var amount = random.Next(12) == 0 ? 45_000_000m : random.Next(1, 2_000_000);
            await host.PayAsync(new Transfer(
                $"p{seed}-{number}", Banks[from], Banks[(from + to) % 4], amount, source, random.Next(3) switch { 0 => "t0", 1 => "t1", _ => "rtgs" }, destination));
            if (number % 60 == 59)
            {
                foreach (var currency in Currencies)
                {
                    await host.CloseWindowAsync($"t0-{currency}-2026-11-{24 + (number / 120)}");
                }
            }
        }
    }
}
