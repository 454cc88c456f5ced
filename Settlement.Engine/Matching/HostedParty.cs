namespace Settlement.Engine.Matching;

/// <summary>A party in this process: checks its side from its own view and signs with its own key.</summary>
internal sealed class HostedParty(string participant, SigningKey key, TimeProvider time) : IParty
{
    public string Participant => participant;

    public SigningKey Key => key;

    public Task<PartyAnswer> AnswerAsync(PartyCase @case, CancellationToken cancellationToken)
    {
        if (OwnSide.Check(participant, @case) is { } objection)
        {
            return Task.FromResult(new PartyAnswer(null, objection));
        }

        var batch = @case.Batch;
        var signature = key.Sign(batch.BatchId, batch.Round, @case.ProposalHash);
        return Task.FromResult(new PartyAnswer(
            new PartyVote(batch.BatchId, batch.Round, participant, @case.ProposalHash, signature, Instant.Of(time)), null));
    }
}
