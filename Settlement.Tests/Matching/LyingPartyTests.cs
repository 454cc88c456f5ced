using Settlement.Domain.Batches;
using Settlement.Engine.Matching;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Matching;

public sealed class LyingPartyTests(PostgresServer postgres)
{
    private static readonly string OtherHash = new('a', 64);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_party_that_signs_two_plans_is_quarantined_on_evidence_with_both_signatures()
    {
        await using var world = await MatchingWorld.CreateAsync(postgres);
        var (batch, stage) = await MatchedAsync(world, "two_plans");

        var receipt = await stage.SubmitVoteAsync(world.Sign(batch, "bank_01", OtherHash), Cancellation);

        Assert.Equal(VoteReceipt.Conflicting, receipt);
        Assert.Equal("bank_01", string.Join(' ', world.Quarantined));
        var evidence = Assert.Single(await world.Evidence.OfBatchAsync(batch.BatchId, Cancellation));
        var key = (await world.Register().FindAsync(["bank_01"], Cancellation))["bank_01"];
        Assert.True(key.Verifies(batch.BatchId, 1, evidence.FirstHash, evidence.FirstSignature!));
        Assert.True(key.Verifies(batch.BatchId, 1, evidence.SecondHash, evidence.SecondSignature));
        Assert.Equal((batch.Hash, OtherHash), (evidence.FirstHash, evidence.SecondHash));
    }

    [Fact]
    public async Task The_same_lie_again_is_the_same_evidence()
    {
        await using var world = await MatchingWorld.CreateAsync(postgres);
        var (batch, stage) = await MatchedAsync(world, "again");

        await stage.SubmitVoteAsync(world.Sign(batch, "bank_01", OtherHash), Cancellation);
        await stage.SubmitVoteAsync(world.Sign(batch, "bank_01", OtherHash), Cancellation);

        Assert.Single(await world.Evidence.OfBatchAsync(batch.BatchId, Cancellation));
        Assert.Single(world.Quarantined);
    }

    [Fact]
    public async Task A_signature_under_something_never_proposed_is_evidence_by_itself()
    {
        await using var world = await MatchingWorld.CreateAsync(postgres);
        var batch = Community.Ring("never_proposed", parties: 4, payments: 8);
        await world.Parties().PartiesAsync([.. Enumerable.Range(0, 4).Select(Community.Party)], Cancellation);
        var tampered = Community.ViewOf(Community.Ring("other", parties: 4, payments: 8));
        var stage = world.Stage(tampered);
        await stage.MatchAsync(batch, Cancellation);

        Assert.Equal(VoteReceipt.Conflicting, await stage.SubmitVoteAsync(world.Sign(batch, "bank_03", OtherHash), Cancellation));

        Assert.Null(Assert.Single(await world.Evidence.OfBatchAsync(batch.BatchId, Cancellation)).FirstSignature);
        Assert.Equal("bank_03", string.Join(' ', world.Quarantined));
    }

    [Fact]
    public async Task Nobody_can_frame_a_party_without_its_key()
    {
        await using var world = await MatchingWorld.CreateAsync(postgres);
        var (batch, stage) = await MatchedAsync(world, "framed");
        var forged = world.Sign(batch, "bank_02", OtherHash) with { Participant = "bank_01" };

        Assert.Equal(VoteReceipt.InvalidSignature, await stage.SubmitVoteAsync(forged, Cancellation));
        Assert.Equal(VoteReceipt.UnknownParty, await stage.SubmitVoteAsync(forged with { Participant = "nobody" }, Cancellation));

        Assert.Empty(world.Quarantined);
        Assert.Empty(await world.Evidence.OfBatchAsync(batch.BatchId, Cancellation));
    }

    [Fact]
    public async Task A_lie_does_not_touch_the_certificate()
    {
        await using var world = await MatchingWorld.CreateAsync(postgres);
        var (batch, stage) = await MatchedAsync(world, "untouched");
        var before = await world.Log.ReadAsync(ConsensusKeys.Certificate(batch.BatchId, 1), Cancellation);

        await stage.SubmitVoteAsync(world.Sign(batch, "bank_01", OtherHash), Cancellation);

        Assert.Equal(before, await world.Log.ReadAsync(ConsensusKeys.Certificate(batch.BatchId, 1), Cancellation));
        Assert.NotNull((await world.Stage(Community.ViewOf(batch)).MatchAsync(batch, Cancellation)).Certificate);
    }

    [Fact]
    public async Task A_quarantine_that_failed_is_caught_up_by_the_next_start()
    {
        await using var world = await MatchingWorld.CreateAsync(postgres);
        var (batch, stage) = await MatchedAsync(world, "caught_up");
        world.QuarantineIsDown = true;
        await Assert.ThrowsAsync<InvalidOperationException>(() => stage.SubmitVoteAsync(world.Sign(batch, "bank_01", OtherHash), Cancellation));
        world.QuarantineIsDown = false;

        await world.Stage(Community.ViewOf(batch)).MatchAsync(batch, Cancellation);
        await world.Stage(Community.ViewOf(batch)).MatchAsync(batch, Cancellation);

        Assert.Equal("bank_01", string.Join(' ', world.Quarantined));
    }

    [Fact]
    public async Task Votes_for_the_proposal_are_repeated_early_or_of_strangers_without_harm()
    {
        await using var world = await MatchingWorld.CreateAsync(postgres);
        var (batch, stage) = await MatchedAsync(world, "harmless");
        await world.Parties().PartiesAsync(["bank_09"], Cancellation);
        var unknownBatch = Community.Ring("not_proposed", parties: 4, payments: 4);

        Assert.Equal(VoteReceipt.Repeated, await stage.SubmitVoteAsync(world.Sign(batch, "bank_01", batch.Hash), Cancellation));
        Assert.Equal(VoteReceipt.NotAParty, await stage.SubmitVoteAsync(world.Sign(batch, "bank_09", batch.Hash), Cancellation));
        Assert.Equal(VoteReceipt.NoProposal, await stage.SubmitVoteAsync(world.Sign(unknownBatch, "bank_01", unknownBatch.Hash), Cancellation));
        Assert.Empty(world.Quarantined);
    }

    [Fact]
    public async Task A_vote_in_anothers_name_is_dropped_and_the_others_own_vote_counts()
    {
        await using var world = await MatchingWorld.CreateAsync(postgres);
        var batch = Community.Ring("anothers_name", parties: 4, payments: 8);
        var parties = world.Parties();
        await parties.PartiesAsync([.. Enumerable.Range(0, 4).Select(Community.Party)], Cancellation);

        // Signed by the other one even, under another plan: it would stand where that party's own vote belongs, and accuse it.
        var impostor = new Impostor(parties, "bank_01", world.Sign(batch, "bank_02", OtherHash));
        var result = await world.Stage(Community.ViewOf(batch), directory: impostor).MatchAsync(batch, Cancellation);

        Assert.Equal(["bank_00", "bank_02", "bank_03"], result.Certificate!.Votes.Select(vote => vote.Participant));
        var refusal = Assert.Single(result.Refusals);
        Assert.Equal(("bank_01", "not_its_vote: the answer was in another party's name", false), (refusal.Participant, refusal.Reason, refusal.IsObjection));
        Assert.Empty(world.Quarantined);
    }

    private static async Task<(PlannedBatch Batch, MatchingStage Stage)> MatchedAsync(MatchingWorld world, string batchId)
    {
        var batch = Community.Ring(batchId, parties: 4, payments: 8);
        var stage = world.Stage(Community.ViewOf(batch));
        Assert.NotNull((await stage.MatchAsync(batch, Cancellation)).Certificate);
        return (batch, stage);
    }

    /// <summary>One party answers with a vote that is not its own; the others answer for themselves.</summary>
    private sealed class Impostor(IPartyDirectory directory, string participant, PartyVote vote) : IPartyDirectory
    {
        public async Task<IReadOnlyList<IParty>> PartiesAsync(IReadOnlyList<string> participants, CancellationToken cancellationToken) =>
            [.. (await directory.PartiesAsync(participants, cancellationToken)).Select(party => party.Participant == participant ? new Speaker(participant, vote) : party)];

        private sealed record Speaker(string Participant, PartyVote Vote) : IParty
        {
            public Task<PartyAnswer> AnswerAsync(PartyCase @case, CancellationToken cancellationToken) => Task.FromResult(new PartyAnswer(Vote, null));
        }
    }
}
