namespace Settlement.Engine.Matching;

/// <summary>Reads what the parties of a batch agreed on, for people; in any role.</summary>
public sealed class CertificateReader(IConsensusLog log)
{
    /// <summary>Rounds that are shown; a batch has few.</summary>
    private const int MaxRounds = 50;

    /// <summary>The certificates of a batch's rounds up to one, the latest of them at most, in order.</summary>
    public async Task<IReadOnlyList<Certificate>> OfBatchAsync(string batchId, int round, CancellationToken cancellationToken)
    {
        var certificates = new List<Certificate>();
        for (var number = Math.Max(1, round - MaxRounds + 1); number <= round; number++)
        {
            if (await log.ReadAsync(ConsensusKeys.Certificate(batchId, number), cancellationToken).ConfigureAwait(false) is { } standing)
            {
                certificates.Add(ConsensusRecords.ReadCertificate(standing));
            }
        }

        return certificates;
    }
}
