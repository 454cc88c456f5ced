using System.Globalization;
using Settlement.Domain.Fx;

namespace Settlement.Api.Demo;

/// <summary>Admits the banks over the API: participants, accounts, caps, rates and the money they start with.</summary>
internal sealed class CommunityBook(DemoClient client)
{
    private const string Author = "demo";

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        foreach (var rate in BundledRates.Snapshot.Rates.Where(rate => BankingNetwork.Currencies.Any(currency => currency.Code == rate.Quote)))
        {
            await client.PostAsync(
                "/api/v1/fx/rates",
                new
                {
                    rate.Base, rate.Quote, mid = rate.Mid, spread_bps = rate.SpreadBasisPoints, rate.Source, rate.AsOf, changed_by = Author,
                    reason = "opening rates of the day",
                },
                cancellationToken);
        }

        foreach (var bank in BankingNetwork.Banks)
        {
            await client.PutAsync(
                "/api/v1/participants/" + bank.Id,
                new { bank.Name, bank.Bic, status = "active", bank.Region, changed_by = Author, reason = "joins the community" },
                cancellationToken);
            foreach (var account in bank.Accounts)
            {
                await client.PutAsync(
                    "/api/v1/accounts/" + account,
                    new { participant_id = bank.Id, status = "active", changed_by = Author, reason = "opened" },
                    cancellationToken);
            }

            await FundAsync(bank, cancellationToken);
        }

        await SetCapsAsync(1, "caps of the day", cancellationToken);
    }

    /// <summary>The overnight review: what had to wait for want of room may go.</summary>
    public Task RaiseCapsAsync(CancellationToken cancellationToken) => SetCapsAsync(BankingNetwork.ReviewFactor, "overnight review", cancellationToken);

    /// <summary>For a history, in which no payment is to wait for ever.</summary>
    public Task RaiseCapsForHistoryAsync(CancellationToken cancellationToken) => SetCapsAsync(BankingNetwork.HistoryFactor, "wide caps for a history", cancellationToken);

    private async Task FundAsync(DemoBank bank, CancellationToken cancellationToken)
    {
        foreach (var (code, _) in BankingNetwork.Currencies)
        {
            var perEuro = code == "EUR" ? 1m : BundledRates.Snapshot.Rates.First(rate => rate.Quote == code).Mid;
            await client.PostAsync(
                $"/api/v1/participants/{bank.Id}/funding",
                new
                {
                    currency = code,
                    amount = decimal.Round(BankingNetwork.PrefundedEuros * perEuro).ToString(CultureInfo.InvariantCulture),
                    reference = $"opening-{bank.Id}-{code}",
                    reason = "opening balance of the day",
                },
                cancellationToken);
        }
    }

    private async Task SetCapsAsync(long factor, string reason, CancellationToken cancellationToken)
    {
        foreach (var cap in BankingNetwork.TightCaps)
        {
            await client.PutAsync(
                $"/api/v1/participants/{cap.Bank}/caps/{cap.Currency}", new { limit = cap.Units * factor, changed_by = Author, reason }, cancellationToken);
        }
    }
}
