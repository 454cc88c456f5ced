using Microsoft.Extensions.Options;
using Settlement.Engine.Intake;
using Xunit;

namespace Settlement.Tests.Intake;

public sealed class IntakePressureTests
{
    private readonly IntakePressure _pressure = new(Options.Create(new IntakeOptions { BurstPerSecondAndProcessor = 1_000, BurstSeconds = 2 }));

    /// <summary>More in a quarter of a second than the limit of this machine.</summary>
    private static int Many => 1_000 * Environment.ProcessorCount;

    [Fact]
    public void A_quarter_of_a_second_above_the_limit_is_a_burst_until_one_below_it()
    {
        _pressure.Count(Many, 1_000);
        Assert.False(_pressure.Count(0, 1_100));
        Assert.True(_pressure.Count(1, 1_250));
        Assert.False(_pressure.Count(0, 1_500));
    }

    [Fact]
    public void A_load_at_the_limit_is_no_burst()
    {
        _pressure.Count(Many / 4, 1_000);
        Assert.False(_pressure.Count(0, 1_250));
    }

    [Fact]
    public void A_burst_long_ago_is_over()
    {
        _pressure.Count(Many, 1_000);
        Assert.False(_pressure.Count(0, 9_000));
    }

    [Fact]
    public void The_engine_waits_no_longer_than_it_is_told_in_one_burst()
    {
        var waits = new List<bool>();
        for (var now = 1_000; now <= 4_000; now += 250)
        {
            waits.Add(_pressure.Count(Many, now));
        }

        Assert.Equal([false, true, true, true, true, true, true, true, true, false, false, false, false], waits);
        _pressure.Count(0, 4_250);
        _pressure.Count(Many, 4_500);
        Assert.True(_pressure.Count(0, 4_750));
    }

    [Fact]
    public void Short_calms_between_bursts_do_not_make_the_engine_wait_for_ever()
    {
        var waits = 0;
        for (var (span, now) = (0, 1_000L); span < 100; span++, now += 250)
        {
            waits += _pressure.Count(span % 10 == 0 ? 0 : Many, now) ? 1 : 0;
        }

        // 2 s at first, which are 8 spans, and then what each tenth span gives back.
        Assert.InRange(waits, 8, 8 + 10);
    }

    [Fact]
    public void A_crowd_that_waits_is_a_burst_at_any_rate_until_it_is_answered()
    {
        var crowd = (64 * Environment.ProcessorCount) + 1;
        for (var payment = 0; payment < crowd; payment++)
        {
            _pressure.Enter();
        }

        Assert.True(_pressure.Count(0, 1_000));
        _pressure.Leave();
        Assert.True(_pressure.Count(0, 1_100));
        Assert.False(_pressure.Count(0, 1_250));
    }
}
