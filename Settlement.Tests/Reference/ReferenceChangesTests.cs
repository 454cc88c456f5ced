using Settlement.Domain.Batches;
using Settlement.Domain.Fx;
using Settlement.Domain.Reference;
using Settlement.Engine.Reference;
using Settlement.Tests.Servers;
using Xunit;
using static Settlement.Domain.Reference.ReferenceChange;

namespace Settlement.Tests.Reference;

public sealed class ReferenceChangesTests(PostgresServer postgres)
{
    private static readonly Participant BankC = new("bank_c", "Bank C", "BACCNL20XXX", ParticipantStatus.Active, "eu-west");
    private static readonly Participant BankD = new("bank_d", "Bank D", null, ParticipantStatus.Active, "eu-west");
    private static readonly DateTimeOffset Morning = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_put_is_what_the_snapshot_shows()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await using var host = await StartAsync(database);
        var account = new Account("acct_1", "bank_c", AccountStatus.Blocked, "DE89370400440532013000");
        var limit = new BilateralLimit("bank_c", "bank_d", "EUR", 7);
        var rate = new FxRate("EUR", "USD", 1.0871m, 2.5m, "desk", Morning);

        var result = await host.Changes.ApplyAsync(
            [
                new PutParticipant(BankC), new PutParticipant(BankD), new PutAccount(account),
                new PutNetDebitCap(new NetDebitCap("bank_c", "JPY", 5)), new PutBilateralLimit(limit), new PostRate(rate),
            ],
            ReferenceHost.Note, Cancellation);

        Assert.Equal(ChangeOutcome.Created, result.Outcome);
        var snapshot = host.Current;
        Assert.Equal([BankC, BankD], snapshot.ParticipantsInOrder);
        Assert.Equal(account, snapshot.Accounts["acct_1"]);
        Assert.Equal(5, snapshot.NetDebitCap("bank_c", "JPY"));
        Assert.Null(snapshot.NetDebitCap("bank_c", "EUR"));
        Assert.Equal(7, snapshot.BilateralLimit("bank_c", "bank_d", "EUR"));
        Assert.Null(snapshot.BilateralLimit("bank_d", "bank_c", "EUR"));
        Assert.Equal([rate], snapshot.Rates.Rates);
        Assert.Equal(1, snapshot.Version);
    }

    [Fact]
    public async Task A_change_is_recorded_with_what_was_before_and_why()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await using var host = await StartAsync(database, new PutParticipant(BankC));

        var result = await host.Changes.ApplyAsync(
            [new PutParticipant(BankC with { Status = ParticipantStatus.Suspended })], new ChangeNote("alice", "licence withdrawn"), Cancellation);

        Assert.Equal(ChangeOutcome.Updated, result.Outcome);
        Assert.False(host.Current.IsActive("bank_c"));
        var change = (await host.Store.ChangesAsync(long.MaxValue, 10, Cancellation))[0];
        Assert.Equal(("alice", "licence withdrawn", "participant", "bank_c", 2L), (change.ChangedBy, change.Reason, change.Kind, change.Key, change.Version));
        Assert.Contains("\"active\"", change.Before, StringComparison.Ordinal);
        Assert.Contains("\"suspended\"", change.After, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Putting_the_same_again_changes_and_records_nothing()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await using var host = await StartAsync(database, new PutParticipant(BankC));
        var before = host.Current;

        var result = await host.Changes.ApplyAsync([new PutParticipant(BankC)], ReferenceHost.Note, Cancellation);

        Assert.Equal(ChangeOutcome.Unchanged, result.Outcome);
        Assert.Same(before, host.Current);
        Assert.Single(await host.Store.ChangesAsync(long.MaxValue, 10, Cancellation));
    }

    [Fact]
    public async Task Of_changes_made_together_all_are_made_or_none()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await using var host = await StartAsync(database);

        var result = await host.Changes.ApplyAsync(
            [new PutParticipant(BankC), new PutNetDebitCap(new NetDebitCap("nobody", "EUR", 1))], ReferenceHost.Note, Cancellation);

        Assert.Equal("unknown_participant", Assert.Single(result.Breaches).Code);
        await host.Data.RefreshAsync(Cancellation);
        Assert.Empty(host.Current.Participants);
        Assert.Equal(0, host.Current.Version);
    }

    [Fact]
    public async Task Unknown_participants_are_refused_by_field()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await using var host = await StartAsync(database, new PutParticipant(BankC));

        var account = await host.Changes.ApplyAsync([new PutAccount(new Account("a", "nobody", AccountStatus.Active))], ReferenceHost.Note, Cancellation);
        var limit = await host.Changes.ApplyAsync([new PutBilateralLimit(new BilateralLimit("bank_c", "nobody", "EUR", 1))], ReferenceHost.Note, Cancellation);

        Assert.Equal(("participant_id", "unknown_participant"), (account.Breaches[0].Field, account.Breaches[0].Code));
        Assert.Equal(("creditor", "unknown_participant"), (Assert.Single(limit.Breaches).Field, limit.Breaches[0].Code));
    }

    [Fact]
    public async Task An_account_stays_with_its_owner()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await using var host = await StartAsync(
            database, new PutParticipant(BankC), new PutParticipant(BankD), new PutAccount(new Account("a", "bank_c", AccountStatus.Active)));

        var result = await host.Changes.ApplyAsync([new PutAccount(new Account("a", "bank_d", AccountStatus.Active))], ReferenceHost.Note, Cancellation);

        Assert.Equal("owner_is_fixed", Assert.Single(result.Breaches).Code);
    }

    [Fact]
    public async Task A_closed_account_stays_closed()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await using var host = await StartAsync(database, new PutParticipant(BankC), new PutAccount(new Account("a", "bank_c", AccountStatus.Closed)));

        var result = await host.Changes.ApplyAsync([new PutAccount(new Account("a", "bank_c", AccountStatus.Active))], ReferenceHost.Note, Cancellation);

        Assert.Equal("account_closed", Assert.Single(result.Breaches).Code);
    }

    [Fact]
    public async Task The_latest_quote_counts_and_earlier_ones_are_kept()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await using var host = await StartAsync(
            database,
            new PostRate(new FxRate("EUR", "USD", 1.2m, 2, "desk", Morning.AddHours(1))),
            new PostRate(new FxRate("EUR", "USD", 1.1m, 2, "late", Morning)));

        Assert.Equal(1.2m, host.Current.Rates.Mid("EUR", "USD"));
        Assert.Equal([1.2m, 1.1m], (await host.Store.RateHistoryAsync("EUR", "USD", 10, Cancellation)).Select(rate => rate.Mid));
    }

    [Fact]
    public async Task Of_quotes_of_one_time_the_last_one_posted_counts()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await using var host = await StartAsync(
            database,
            new PostRate(new FxRate("EUR", "USD", 1.2m, 2, "z", Morning)),
            new PostRate(new FxRate("EUR", "USD", 1.1m, 2, "a", Morning)));

        Assert.Equal(1.1m, host.Current.Rates.Mid("EUR", "USD"));
    }

    [Fact]
    public async Task A_quote_from_the_future_is_refused()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await using var host = await StartAsync(database);
        var rate = new FxRate("EUR", "USD", 1.2m, 2, "desk", TimeProvider.System.GetUtcNow().AddHours(1));

        var result = await host.Changes.ApplyAsync([new PostRate(rate)], ReferenceHost.Note, Cancellation);

        Assert.Equal(("as_of", "in_the_future"), (Assert.Single(result.Breaches).Field, result.Breaches[0].Code));
    }

    [Fact]
    public async Task A_quarantined_participant_is_not_active_and_the_reason_is_kept()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await using var host = await StartAsync(database, new PutParticipant(BankC));

        await host.Changes.QuarantineAsync("bank_c", "two votes in batch_1, round 1", Cancellation);
        await host.Changes.QuarantineAsync("bank_c", "caught again", Cancellation);
        await host.Changes.QuarantineAsync("nobody", "does not exist", Cancellation);

        Assert.Equal(ParticipantStatus.Quarantined, host.Current.Participants["bank_c"].Status);
        Assert.False(host.Current.IsActive("bank_c"));
        var changes = await host.Store.ChangesAsync(long.MaxValue, 10, Cancellation);
        Assert.Equal(["two votes in batch_1, round 1", ReferenceHost.Note.Reason], changes.Select(change => change.Reason));
    }

    [Fact]
    public async Task Racing_changes_take_turns_and_each_makes_a_version()
    {
        const int Racers = 20;
        await using var database = await postgres.CreateDatabaseAsync();
        await using var first = await StartAsync(database);
        await using var second = await StartAsync(database);

        var results = await Task.WhenAll(Enumerable.Range(0, Racers).Select(i =>
            (i % 2 == 0 ? first : second).Changes.ApplyAsync([new PutParticipant(BankC with { ParticipantId = $"bank_{i}" })], ReferenceHost.Note, Cancellation)));

        Assert.All(results, result => Assert.Equal(ChangeOutcome.Created, result.Outcome));
        await first.Data.RefreshAsync(Cancellation);
        Assert.Equal((Racers, Racers), (first.Current.Participants.Count, (int)first.Current.Version));
        var versions = (await first.Store.ChangesAsync(long.MaxValue, Racers + 1, Cancellation)).Select(change => (int)change.Version);
        Assert.Equal(Enumerable.Range(1, Racers).Reverse(), versions.OrderDescending());
    }

    private static async Task<ReferenceHost> StartAsync(TestDatabase database, params ReferenceChange[] changes)
    {
        var host = await ReferenceHost.StartAsync(database, ReferenceSeed.None, Cancellation);
        if (changes.Length > 0)
        {
            var result = await host.Changes.ApplyAsync(changes, ReferenceHost.Note, Cancellation);
            Assert.Empty(result.Breaches);
        }

        return host;
    }
}
