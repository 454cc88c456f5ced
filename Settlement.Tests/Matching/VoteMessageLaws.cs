using FsCheck.Fluent;
using Settlement.Engine.Matching;
using Xunit;

namespace Settlement.Tests.Matching;

public sealed class VoteMessageLaws
{
    [Fact]
    public void Different_votes_have_different_bytes()
    {
        // Short texts over two letters: concatenations coincide often unless the lengths keep them apart.
        var text = Gen.Elements("", "a", "b", "aa", "ab", "ba", "bb");
        var vote = text.SelectMany(batch => Gen.Choose(1, 3).SelectMany(round => text.Select(hash => (batch, round, hash))));
        var law = Prop.ForAll(vote.ToArbitrary(), vote.ToArbitrary(), (a, b) =>
            a == b == VoteMessage.Of(a.batch, a.round, a.hash).AsSpan().SequenceEqual(VoteMessage.Of(b.batch, b.round, b.hash)));

        Laws.Hold(law, cases: 2_000);
    }
}
