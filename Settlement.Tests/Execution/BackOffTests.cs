using FsCheck.Fluent;
using Microsoft.Extensions.Options;
using Settlement.Engine.Execution;
using Xunit;

namespace Settlement.Tests.Execution;

public sealed class BackOffTests
{
    private readonly BackOff _backOff = new(Options.Create(new ExecutionOptions { BaseDelayMilliseconds = 50, MaxDelayMilliseconds = 3_000 }));

    [Fact]
    public void A_delay_doubles_up_to_its_bound_and_jitter_takes_at_most_half()
    {
        var law = Prop.ForAll(Gen.Choose(1, 1_000_000).ToArbitrary(), Gen.Choose(1, 200).ToArbitrary(), (wire, attempt) =>
        {
            var full = Math.Min(3_000, 50 * Math.Pow(2, attempt - 1));
            var delay = _backOff.Delay($"wire_{wire}", attempt).TotalMilliseconds;
            return delay > full * 0.4999 && delay <= full;
        });

        Laws.Hold(law, cases: 2_000);
    }

    [Fact]
    public void Wires_that_failed_together_come_back_apart_and_every_run_the_same()
    {
        var delays = Enumerable.Range(0, 100).Select(i => _backOff.Delay($"wire_{i}", 3)).ToList();

        Assert.True(delays.Distinct().Count() > 95, "the jitter hardly spreads");
        Assert.Equal(delays, Enumerable.Range(0, 100).Select(i => _backOff.Delay($"wire_{i}", 3)));
    }
}
