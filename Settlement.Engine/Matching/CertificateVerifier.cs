namespace Settlement.Engine.Matching;

/// <summary>What is wrong with a certificate; in order of precedence.</summary>
public enum CertificateProblem
{
    None,

    /// <summary>It names another number of parties than the batch has.</summary>
    WrongParties,

    /// <summary>It names another quorum than that number of parties needs.</summary>
    WrongQuorum,

    /// <summary>A vote is for another batch, round or plan.</summary>
    ForeignVote,

    /// <summary>A vote of a participant that is no party of the batch.</summary>
    VoteOfStranger,

    /// <summary>Two votes of one party.</summary>
    RepeatedVote,

    /// <summary>A voter has no public key.</summary>
    UnknownKey,

    /// <summary>A signature does not verify.</summary>
    WrongSignature,

    /// <summary>Fewer votes than the quorum.</summary>
    NoQuorum,
}

/// <summary>Checks a certificate from public material only: the batch's parties and their public keys. Pure; anyone can run it.</summary>
public static class CertificateVerifier
{
    public static CertificateProblem Verify(
        Certificate certificate, IReadOnlyCollection<string> parties, IReadOnlyDictionary<string, VerificationKey> keys)
    {
        if (certificate.Parties != parties.Count || parties.Count == 0)
        {
            return CertificateProblem.WrongParties;
        }

        if (certificate.Quorum != Quorum.Of(parties.Count))
        {
            return CertificateProblem.WrongQuorum;
        }

        if (!certificate.Votes.All(vote => IsFor(certificate, vote)))
        {
            return CertificateProblem.ForeignVote;
        }

        var members = parties.ToHashSet(StringComparer.Ordinal);
        var voters = certificate.Votes.Select(vote => vote.Participant).ToList();
        return !voters.TrueForAll(members.Contains) ? CertificateProblem.VoteOfStranger
            : voters.Distinct(StringComparer.Ordinal).Count() != voters.Count ? CertificateProblem.RepeatedVote
            : !voters.TrueForAll(keys.ContainsKey) ? CertificateProblem.UnknownKey
            : !certificate.Votes.All(vote => keys[vote.Participant].Verifies(vote)) ? CertificateProblem.WrongSignature
            : voters.Count < certificate.Quorum ? CertificateProblem.NoQuorum
            : CertificateProblem.None;
    }

    private static bool IsFor(Certificate certificate, PartyVote vote) =>
        vote.Round == certificate.Round
        && string.Equals(vote.BatchId, certificate.BatchId, StringComparison.Ordinal)
        && string.Equals(vote.PlanHash, certificate.PlanHash, StringComparison.Ordinal);
}
