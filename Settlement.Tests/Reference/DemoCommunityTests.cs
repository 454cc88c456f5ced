using Settlement.Domain.Reference;
using Settlement.Engine.Reference;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Reference;

public sealed class DemoCommunityTests(PostgresServer postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("acct_usa_88", "acme_usa", "acct_uk_99", "cparty_london", "USD", "GBP")]
    [InlineData("bank_a_001", "bank_a", "bank_b_001", "counterparty_bank_b", "USD", "EUR")]
    public async Task The_examples_of_the_contract_find_what_they_name(
        string source, string debtor, string destination, string creditor, string from, string to)
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await using var host = await ReferenceHost.StartAsync(database, ReferenceSeed.Demo, Cancellation);
        var snapshot = host.Current;

        Assert.Equal((debtor, AccountStatus.Active), (snapshot.Accounts[source].ParticipantId, snapshot.Accounts[source].Status));
        Assert.Equal((creditor, AccountStatus.Active), (snapshot.Accounts[destination].ParticipantId, snapshot.Accounts[destination].Status));
        Assert.True(snapshot.IsActive(debtor) && snapshot.IsActive(creditor));
        Assert.NotNull(snapshot.Rates.Convert(25_000, from, to));
        Assert.Contains(DemoCommunity.Prefunding, fund => fund.ParticipantId == debtor && fund.Currency == from && fund.AmountMinor == 5_000_000_000);
    }

    [Fact]
    public async Task Hosts_that_start_together_seed_once()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var hosts = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ReferenceHost.StartAsync(database, ReferenceSeed.Demo, Cancellation)));

        Assert.All(hosts, host => Assert.Equal((1L, DemoCommunity.Participants.Count), (host.Current.Version, host.Current.Participants.Count)));
        foreach (var host in hosts)
        {
            await host.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_community_of_ones_own_is_left_alone()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await using (var own = await ReferenceHost.StartAsync(database, ReferenceSeed.None, Cancellation))
        {
            await own.Changes.ApplyAsync(
                [new ReferenceChange.PutParticipant(new Participant("bank_c", "Bank C", null, ParticipantStatus.Active, "eu-west"))],
                ReferenceHost.Note, Cancellation);
        }

        await using var host = await ReferenceHost.StartAsync(database, ReferenceSeed.Demo, Cancellation);
        Assert.Equal("bank_c", Assert.Single(host.Current.ParticipantsInOrder).ParticipantId);
    }

    [Fact]
    public void Prefunding_respects_each_currencys_decimals() => Assert.All(
        DemoCommunity.Prefunding,
        fund => Assert.Equal(50_000_000m, Settlement.Domain.Currencies.Money.ToUnits(fund.AmountMinor, Settlement.Domain.Currencies.Currency.Get(fund.Currency))));
}
