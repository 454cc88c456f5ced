using System.Security.Cryptography;
using Settlement.Engine.Matching;
using Xunit;

namespace Settlement.Tests.Matching;

public sealed class CertificateVerifierTests
{
    private static readonly string[] Parties = ["a", "b", "c", "d"];

    private static readonly Dictionary<string, SigningKey> Keys =
        Parties.Append("stranger").ToDictionary(
            party => party, _ => new SigningKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)), StringComparer.Ordinal);

    private static readonly Certificate Good = new("batch", 1, "hash", 4, 3, [Vote("a"), Vote("b"), Vote("c")], DateTimeOffset.UnixEpoch);

    [Fact]
    public void A_certificate_by_a_quorum_is_good() => Assert.Equal(CertificateProblem.None, Verify(Good));

    [Fact]
    public void Every_tampering_is_found()
    {
        var wrong = Vote("c");
        Assert.Equal(CertificateProblem.WrongParties, Verify(Good with { Parties = 3 }));
        Assert.Equal(CertificateProblem.WrongQuorum, Verify(Good with { Quorum = 2 }));
        Assert.Equal(CertificateProblem.ForeignVote, Verify(Good with { PlanHash = "other" }));
        Assert.Equal(CertificateProblem.ForeignVote, Verify(Good with { Round = 2 }));
        Assert.Equal(CertificateProblem.VoteOfStranger, Verify(Good with { Votes = [Vote("a"), Vote("b"), Vote("stranger")] }));
        Assert.Equal(CertificateProblem.RepeatedVote, Verify(Good with { Votes = [Vote("a"), Vote("b"), Vote("b")] }));
        Assert.Equal(CertificateProblem.WrongSignature, Verify(Good with { Votes = [Vote("a"), Vote("b"), wrong with { Participant = "d" }] }));
        Assert.Equal(CertificateProblem.NoQuorum, Verify(Good with { Votes = [Vote("a"), Vote("b")] }));
        Assert.Equal(
            CertificateProblem.UnknownKey,
            CertificateVerifier.Verify(Good, Parties, new Dictionary<string, VerificationKey>(StringComparer.Ordinal)));
    }

    [Fact]
    public void A_signature_says_nothing_about_another_batch_or_round()
    {
        var vote = Vote("a");
        using var key = new VerificationKey(Keys["a"].PublicKey);

        Assert.True(key.Verifies(vote));
        Assert.False(key.Verifies(vote with { BatchId = "batch2" }));
        Assert.False(key.Verifies(vote with { Round = 2 }));
        Assert.False(key.Verifies(vote with { PlanHash = "hash2" }));
    }

    private static PartyVote Vote(string party) => new("batch", 1, party, "hash", Keys[party].Sign("batch", 1, "hash"), DateTimeOffset.UnixEpoch);

    private static CertificateProblem Verify(Certificate certificate) => CertificateVerifier.Verify(
        certificate, Parties, Keys.ToDictionary(key => key.Key, key => new VerificationKey(key.Value.PublicKey), StringComparer.Ordinal));
}
