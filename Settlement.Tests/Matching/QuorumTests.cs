using Settlement.Engine.Matching;
using Xunit;

namespace Settlement.Tests.Matching;

public sealed class QuorumTests
{
    [Fact]
    public void Two_quorums_share_an_honest_party_and_the_honest_parties_are_a_quorum()
    {
        for (var parties = 1; parties <= 2_000; parties++)
        {
            var faulty = Quorum.Faulty(parties);
            var quorum = Quorum.Of(parties);

            Assert.True((2 * quorum) - parties > faulty, $"{parties} parties: two quorums may share liars only");
            Assert.True(quorum <= parties - faulty, $"{parties} parties: liars can block by keeping silent");
        }
    }

    [Theory]
    [InlineData(4, 3)]
    [InlineData(7, 5)]
    [InlineData(16, 11)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 2)]
    public void A_quorum_is_two_f_and_one_of_three_f_and_one(int parties, int quorum) => Assert.Equal(quorum, Quorum.Of(parties));

    [Fact]
    public void No_parties_have_no_quorum() => Assert.Throws<ArgumentOutOfRangeException>(() => Quorum.Of(0));
}
