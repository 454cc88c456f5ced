using Settlement.Engine.Matching;

namespace Settlement.Benchmarks.Consensus;

/// <summary>
/// What matching asks of the log, from the proposal to the certificate: an earlier certificate, the proposal, the votes of all parties in one call,
/// the certificate. Votes are signed before, since signing costs the same over any log.
/// </summary>
internal sealed class ConsensusRound(IConsensusLog log, string run, int parties)
{
    /// <summary>As large as a signed vote in the log.</summary>
    private static readonly byte[] Vote = new byte[260];

    private readonly byte[] _proposal = new byte[200 + (parties * 20)];
    private readonly byte[] _certificate = new byte[parties * 300];

    /// <exception cref="InvalidOperationException">The log held something else than was just fixed.</exception>
    public async Task RunAsync(int number, CancellationToken cancellationToken)
    {
        var batch = $"{run}_{number}";
        if (await log.ReadAsync(ConsensusKeys.Certificate(batch, 1), cancellationToken) is not null)
        {
            throw new InvalidOperationException($"{batch} has a certificate before it was proposed");
        }

        await log.FixAsync(ConsensusKeys.Proposal(batch, 1), _proposal, cancellationToken);
        await log.FixManyAsync(
            [.. Enumerable.Range(0, parties).Select(party => new KeyValuePair<string, byte[]>(ConsensusKeys.Vote(batch, 1, $"bank_{party}"), Vote))],
            cancellationToken);
        await log.FixAsync(ConsensusKeys.Certificate(batch, 1), _certificate, cancellationToken);
    }
}
