using Npgsql;
using Settlement.Engine.Matching;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Matching;

public sealed class MatchingStageTests(PostgresServer postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sixteen_parties_certify_500_payments_and_anyone_can_verify_it()
    {
        await using var world = await MatchingWorld.CreateAsync(postgres);
        var batch = Community.Ring("big", parties: 16, payments: 500);

        var certificate = (await world.Stage(Community.ViewOf(batch)).MatchAsync(batch, Cancellation)).Certificate;

        var parties = Enumerable.Range(0, 16).Select(Community.Party).ToList();
        Assert.NotNull(certificate);
        Assert.Equal((16, 11, batch.Hash), (certificate.Parties, certificate.Quorum, certificate.PlanHash));
        Assert.Equal(CertificateProblem.None, CertificateVerifier.Verify(certificate, parties, await world.Register().FindAsync(parties, Cancellation)));
    }

    [Fact]
    public async Task Matching_twice_gives_the_same_certificate()
    {
        await using var world = await MatchingWorld.CreateAsync(postgres);
        var batch = Community.Ring("twice", parties: 4, payments: 8);
        var first = await world.Stage(Community.ViewOf(batch)).MatchAsync(batch, Cancellation);

        var second = await world.Stage(Community.ViewOf(batch)).MatchAsync(batch, Cancellation);

        Assert.Equal(Signatures(first.Certificate), Signatures(second.Certificate));
    }

    [Fact]
    public async Task Engines_that_race_form_one_certificate()
    {
        await using var world = await MatchingWorld.CreateAsync(postgres);
        var batch = Community.Ring("race", parties: 7, payments: 30);

        var results = await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(_ => Task.Run(() => world.Stage(Community.ViewOf(batch)).MatchAsync(batch, Cancellation), Cancellation)));

        Assert.Single(results.Select(result => Signatures(result.Certificate)).Distinct(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("/proposal")]
    [InlineData("/vote/")]
    [InlineData("/certificate")]
    public async Task An_engine_killed_at_any_write_is_continued_by_the_next(string killedAt)
    {
        await using var world = await MatchingWorld.CreateAsync(postgres);
        var batch = Community.Ring("killed", parties: 4, payments: 8);
        foreach (var afterwards in new[] { false, true })
        {
            var dying = new DyingLog(world.Log, killedAt, afterwards);
            await Assert.ThrowsAsync<KilledException>(() => world.Stage(Community.ViewOf(batch), dying).MatchAsync(batch, Cancellation));
        }

        var votesBefore = await VotesAsync(world);
        var result = await world.Stage(Community.ViewOf(batch)).MatchAsync(batch, Cancellation);

        Assert.NotNull(result.Certificate);
        var votes = await VotesAsync(world);
        Assert.Equal(4, votes.Count);
        Assert.Subset(votes, votesBefore);
    }

    [Fact]
    public async Task A_second_plan_for_the_same_round_is_not_certified()
    {
        await using var world = await MatchingWorld.CreateAsync(postgres);
        var first = Community.Ring("contested", parties: 4, payments: 8);
        var second = Community.Ring("contested", parties: 4, payments: 9);
        await world.Stage(Community.ViewOf(first)).MatchAsync(first, Cancellation);

        var result = await world.Stage(Community.ViewOf(second)).MatchAsync(second, Cancellation);

        Assert.Null(result.Certificate);
        Assert.Equal(first.Hash, result.ProposalHash);
    }

    [Fact]
    public async Task One_silent_party_of_four_does_not_stop_the_others()
    {
        await using var world = await MatchingWorld.CreateAsync(postgres);
        var batch = Community.Ring("one_silent", parties: 4, payments: 8);

        var result = await world.Stage(Community.ViewOf(batch), directory: new PartlySilent(world.Parties(), "bank_02")).MatchAsync(batch, Cancellation);

        Assert.Equal("bank_02 silent: no answer in time", string.Join(", ", result.Refusals.Select(r => $"{r.Participant} {r.Reason}")));
        Assert.Equal(3, result.Certificate!.Votes.Count);
    }

    [Fact]
    public async Task Without_a_quorum_there_is_no_certificate_until_a_vote_comes_in()
    {
        await using var world = await MatchingWorld.CreateAsync(postgres);
        var batch = Community.Ring("two_silent", parties: 4, payments: 8);
        await world.Parties().PartiesAsync([.. Enumerable.Range(0, 4).Select(Community.Party)], Cancellation);
        var stage = world.Stage(Community.ViewOf(batch), directory: new PartlySilent(world.Parties(), "bank_01", "bank_02"));
        Assert.Null((await stage.MatchAsync(batch, Cancellation)).Certificate);

        Assert.Equal(VoteReceipt.Recorded, await stage.SubmitVoteAsync(world.Sign(batch, "bank_02", batch.Hash), Cancellation));

        var result = await stage.MatchAsync(batch, Cancellation);
        Assert.Equal("bank_00 bank_02 bank_03", string.Join(' ', result.Certificate!.Votes.Select(vote => vote.Participant)));
    }

    [Fact]
    public async Task The_consensus_log_refuses_to_be_changed()
    {
        await using var world = await MatchingWorld.CreateAsync(postgres);
        await world.Log.FixAsync("key", [1], Cancellation);

        foreach (var table in new[] { "consensus_log", "party_keys", "vote_evidence" })
        {
            await using var delete = world.Owner.CreateCommand($"truncate {table} cascade");
            await Assert.ThrowsAsync<PostgresException>(() => delete.ExecuteNonQueryAsync(Cancellation));
        }

        Assert.Equal([1], await world.Log.FixAsync("key", [2], Cancellation));
    }

    [Fact]
    public async Task Whoever_fixes_many_keys_at_once_everybody_reads_the_same_values()
    {
        await using var world = await MatchingWorld.CreateAsync(postgres);

        var standing = await Task.WhenAll(Enumerable.Range(0, 12).Select(writer => world.Log.FixManyAsync(
            [.. Enumerable.Range(0, 20).Select(key => KeyValuePair.Create($"key_{(writer % 2 == 0 ? key : 19 - key):00}", new[] { (byte)writer }))],
            Cancellation)));

        var inOrder = standing.Select((values, writer) => writer % 2 == 0 ? values : [.. values.Reverse()]);
        Assert.Single(inOrder.Select(values => string.Join(',', values.Select(value => value[0]))).Distinct(StringComparer.Ordinal));
    }

    private static string Signatures(Certificate? certificate) =>
        string.Join(',', certificate!.Votes.Select(vote => Convert.ToHexString(vote.Signature))) + certificate.At.Ticks;

    private static async Task<HashSet<string>> VotesAsync(MatchingWorld world)
    {
        await using var command = world.DataSource.CreateCommand("select key || encode(value, 'hex') from consensus_log where key like '%/vote/%'");
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var votes = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(Cancellation))
        {
            votes.Add(reader.GetString(0));
        }

        return votes;
    }

    private sealed class KilledException : Exception;

    /// <summary>Dies at the first write of a key, before it or right after it.</summary>
    private sealed class DyingLog(IConsensusLog log, string killedAt, bool afterwards) : IConsensusLog
    {
        public async Task<byte[]> FixAsync(string key, byte[] value, CancellationToken cancellationToken) =>
            (await FixManyAsync([new(key, value)], cancellationToken))[0];

        public async Task<IReadOnlyList<byte[]>> FixManyAsync(IReadOnlyList<KeyValuePair<string, byte[]>> values, CancellationToken cancellationToken)
        {
            var dies = values.Any(value => value.Key.Contains(killedAt, StringComparison.Ordinal));
            if (dies && !afterwards)
            {
                throw new KilledException();
            }

            var standing = await log.FixManyAsync(values, cancellationToken);
            return dies ? throw new KilledException() : standing;
        }

        public async Task<(byte[] Standing, byte[]? Beside)> FixAndReadAsync(string key, byte[] value, string beside, CancellationToken cancellationToken) =>
            (await FixAsync(key, value, cancellationToken), await log.ReadAsync(beside, cancellationToken));

        /// <summary>Votes and certificate go one by one here, so that there is something between them to die at.</summary>
        public Task<bool> TryFixAllAsync(IReadOnlyList<KeyValuePair<string, byte[]>> values, CancellationToken cancellationToken) => Task.FromResult(false);

        public Task<byte[]?> ReadAsync(string key, CancellationToken cancellationToken) => log.ReadAsync(key, cancellationToken);
    }

    private sealed class PartlySilent(IPartyDirectory directory, params string[] silent) : IPartyDirectory
    {
        public async Task<IReadOnlyList<IParty>> PartiesAsync(IReadOnlyList<string> participants, CancellationToken cancellationToken) =>
            [.. (await directory.PartiesAsync(participants, cancellationToken)).Select(p => silent.Contains(p.Participant, StringComparer.Ordinal) ? new Silent(p.Participant) : p)];

        private sealed record Silent(string Participant) : IParty
        {
            public Task<PartyAnswer> AnswerAsync(PartyCase @case, CancellationToken cancellationToken) =>
                new TaskCompletionSource<PartyAnswer>().Task;
        }
    }
}
