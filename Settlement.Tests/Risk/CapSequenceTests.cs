using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Risk;

/// <summary>
/// Random sequences, over days, of RTGS rounds and windows that settle, fail in part and are planned again, or are given up, with the real problem builder,
/// plan store and ledger. What a bank has sent net on a settlement day, with all that its open batches may still send, is within its cap after every step; so
/// is what it has sent net after every batch, in whatever order they settle. A balance below zero is refused by the ledger, which would end the test.
/// </summary>
public sealed class CapSequenceTests(PostgresServer server)
{
    private const int Steps = 80;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task No_sequence_of_partial_settlements_passes_a_cap_over_the_day(int seed)
    {
        var community = await CapCommunity.OpenAsync(server, seed);
        await using var book = community.Book;
        for (var step = 0; step < Steps; step++)
        {
            await community.StepAsync(step);
            community.AssertWithinCaps();
        }

        var lowest = CapCommunity.CapOf(CapCommunity.Banks[0]);
        Assert.True(community.Most.Net > lowest * 3 / 4, $"the caps were hardly used ({community.Most.Net}): the sequence shows nothing");
        Assert.True(community.Most.Gross > lowest, "no bank sent more than its cap on a day: a cap on open batches alone would have done");
        Assert.True(community.Replanned > 0, "no batch failed in part");
    }
}
