using System.Text;
using Settlement.Engine.Leadership;
using Settlement.Engine.Matching;
using Xunit;

namespace Settlement.Tests.Matching;

/// <summary>What every implementation of <see cref="IConsensusLog"/> promises.</summary>
public abstract class ConsensusLogContract
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>An engine's view of the log; two of them share nothing but the servers.</summary>
    protected abstract Task<IConsensusLog> EngineAsync();

    /// <summary>Records of decisions: key, lease, token. Waits for those that are still to come.</summary>
    protected abstract Task<IReadOnlyList<string>> DecisionsAsync(int atLeast);

    /// <summary>Begins a term of a lease.</summary>
    protected abstract Task RaiseAsync(string lease, long token);

    [Fact]
    public async Task A_key_takes_the_first_value_and_keeps_it()
    {
        var (one, other) = (await EngineAsync(), await EngineAsync());

        Assert.Equal("first", Text(await one.FixAsync("k", Bytes("first"), Cancellation)));
        Assert.Equal("first", Text(await other.FixAsync("k", Bytes("second"), Cancellation)));
        Assert.Equal("first", Text((await other.ReadAsync("k", Cancellation))!));
        Assert.Null(await one.ReadAsync("nothing", Cancellation));
    }

    [Fact]
    public async Task Of_engines_that_race_one_decides_and_all_are_told_the_same()
    {
        var engines = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => EngineAsync()));

        var told = await Task.WhenAll(engines.Select((engine, i) => engine.FixAsync("race", Bytes($"value {i}"), Cancellation)));

        Assert.Single(told.Select(Text).Distinct());
        Assert.Single(await DecisionsAsync(1));
    }

    [Fact]
    public async Task Many_keys_are_fixed_each_for_itself_in_the_order_asked_for()
    {
        var (one, other) = (await EngineAsync(), await EngineAsync());
        await other.FixManyAsync([.. Enumerable.Range(0, 300).Where(i => i % 3 == 0).Select(i => Pair(i, "other"))], Cancellation);

        var standing = await one.FixManyAsync([.. Enumerable.Range(0, 300).Select(i => Pair(i, "one"))], Cancellation);

        Assert.Equal(Enumerable.Range(0, 300).Select(i => i % 3 == 0 ? $"other {i}" : $"one {i}"), standing.Select(Text));
        Assert.Equal(300, (await DecisionsAsync(300)).Count);
    }

    [Fact]
    public async Task Keys_that_belong_together_are_all_set_or_none()
    {
        var (one, other) = (await EngineAsync(), await EngineAsync());
        KeyValuePair<string, byte[]>[] ours = [.. Enumerable.Range(0, 17).Select(i => Pair(i, "one"))];
        await other.FixAsync("many/16", Bytes("other"), Cancellation);

        Assert.False(await one.TryFixAllAsync(ours, Cancellation));
        Assert.Null(await one.ReadAsync("many/0", Cancellation));
        Assert.True(await one.TryFixAllAsync(ours[..16], Cancellation));
        Assert.False(await other.TryFixAllAsync([Pair(3, "other"), Pair(99, "other")], Cancellation));

        Assert.Equal(("one 5", "other"), (Text((await other.ReadAsync("many/5", Cancellation))!), Text((await one.ReadAsync("many/16", Cancellation))!)));
        Assert.Equal(17, (await DecisionsAsync(17)).Count);
    }

    [Fact]
    public async Task Of_engines_that_race_for_all_one_has_all()
    {
        var engines = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => EngineAsync()));

        var won = await Task.WhenAll(engines.Select((engine, i) => engine.TryFixAllAsync([.. Enumerable.Range(0, 9).Select(key => Pair(key, $"engine {i}"))], Cancellation)));
        var standing = await engines[0].FixManyAsync([.. Enumerable.Range(0, 9).Select(key => Pair(key, "late"))], Cancellation);

        var winner = Array.IndexOf(won, true);
        Assert.Single(won, has => has);
        Assert.Equal(Enumerable.Range(0, 9).Select(key => $"engine {winner} {key}"), standing.Select(Text));
    }

    [Fact]
    public async Task A_key_is_fixed_and_another_read_beside_it()
    {
        var log = await EngineAsync();

        var (first, nothing) = await log.FixAndReadAsync("proposal", Bytes("first"), "certificate", Cancellation);
        await log.FixAsync("certificate", Bytes("certified"), Cancellation);
        var (again, certified) = await log.FixAndReadAsync("proposal", Bytes("second"), "certificate", Cancellation);

        Assert.Equal(("first", "first"), (Text(first), Text(again)));
        Assert.Null(nothing);
        Assert.Equal("certified", Text(certified!));
    }

    [Fact]
    public async Task A_value_may_be_any_bytes()
    {
        var log = await EngineAsync();
        foreach (var value in new byte[][] { [], [0], [10, 9, 10], [0xFF, 0xFE, 0, 13, 10], [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i % 256))] })
        {
            var key = $"bytes/{value.Length}";
            Assert.Equal(value, await log.FixAsync(key, value, Cancellation));
            Assert.Equal(value, await log.ReadAsync(key, Cancellation));
        }
    }

    [Fact]
    public async Task A_deposed_engine_decides_nothing_and_its_successor_does()
    {
        var (deposed, successor) = (await EngineAsync(), await EngineAsync());
        await RaiseAsync("batches/1", 7);
        using (FenceScope.Enter(new Fence("batches/1", 7)))
        {
            await deposed.FixAsync("before", Bytes("decided"), Cancellation);
        }

        await RaiseAsync("batches/1", 8);
        using (FenceScope.Enter(new Fence("batches/1", 8)))
        {
            Assert.Equal("decided", Text(await successor.FixAsync("before", Bytes("too late"), Cancellation)));
        }

        using (FenceScope.Enter(new Fence("batches/1", 7)))
        {
            try
            {
                Assert.False(await deposed.TryFixAllAsync([new("after", Bytes("deposed"))], Cancellation));
            }
            catch (Exception refused) when (FenceGuard.IsRefusal(refused))
            {
                // Either says that nothing was written.
            }

            var refusal = await Assert.ThrowsAnyAsync<Exception>(() => deposed.FixAsync("after", Bytes("deposed"), Cancellation));
            Assert.True(FenceGuard.IsRefusal(refusal), refusal.ToString());
        }

        using (FenceScope.Enter(new Fence("batches/1", 8)))
        {
            Assert.Equal("successor", Text(await successor.FixAsync("after", Bytes("successor"), Cancellation)));
        }

        Assert.Equal(["after batches/1 8", "before batches/1 7"], await DecisionsAsync(2));
    }

    protected static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static KeyValuePair<string, byte[]> Pair(int number, string by) => new($"many/{number}", Bytes($"{by} {number}"));
}
