using Settlement.Engine.Matching;

namespace Settlement.Benchmarks.Consensus;

/// <summary>
/// What matching asks of the log, from the proposal to the certificate: the proposal and with it an earlier certificate; then the votes of all parties with the
/// certificate. Votes are signed before, since signing costs the same over any log.
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
        var (_, certified) = await log.FixAndReadAsync(ConsensusKeys.Proposal(batch, 1), _proposal, ConsensusKeys.Certificate(batch, 1), cancellationToken);
        if (certified is not null)
        {
            throw new InvalidOperationException($"{batch} has a certificate before it was proposed");
        }

        var votes = Enumerable.Range(0, parties).Select(party => KeyValuePair.Create(ConsensusKeys.Vote(batch, 1, $"bank_{party}"), Vote));
        var certificate = KeyValuePair.Create(ConsensusKeys.Certificate(batch, 1), _certificate);
        if (!await log.TryFixAllAsync([.. votes, certificate], cancellationToken))
        {
            // A killed leader's answer may be lost on the way: what stands is asked for, as matching does.
            await log.FixManyAsync([.. votes], cancellationToken);
            await log.FixAsync(certificate.Key, certificate.Value, cancellationToken);
        }
    }
}
