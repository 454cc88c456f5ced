using FsCheck;
using FsCheck.Fluent;
using Settlement.Api.Cli;
using Xunit;

namespace Settlement.Tests.Cli;

public sealed class NearestWordTests
{
    [Theory]
    [InlineData("srve", "serve")]
    [InlineData("DEMO", "demo")]
    [InlineData("verify", "verify-ledger")]
    [InlineData("veryfy-leger", "verify-ledger")]
    public void Mistyped_word_finds_the_one_that_was_meant(string typed, string meant) =>
        Assert.Equal(meant, NearestWord.Find(typed, ["serve", "demo", "verify-ledger"]));

    [Fact]
    public void Nothing_to_choose_from_finds_nothing() => Assert.Null(NearestWord.Find("serve", []));

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("flaw", "lawn", 2)]
    public void Distance_counts_the_fewest_edits(string left, string right, int edits) => Assert.Equal(edits, NearestWord.Distance(left, right));

    [Fact]
    public void Distance_is_a_metric() => Prop.ForAll<NonNull<string>, NonNull<string>, NonNull<string>>((first, second, third) =>
    {
        var (a, b, c) = (Short(first), Short(second), Short(third));
        return NearestWord.Distance(a, b) == NearestWord.Distance(b, a)
            && (NearestWord.Distance(a, b) == 0) == string.Equals(a, b, StringComparison.Ordinal)
            && NearestWord.Distance(a, c) <= NearestWord.Distance(a, b) + NearestWord.Distance(b, c);
    }).QuickCheckThrowOnFailure();

    private static string Short(NonNull<string> text) => text.Get.Length > 64 ? text.Get[..64] : text.Get;
}
