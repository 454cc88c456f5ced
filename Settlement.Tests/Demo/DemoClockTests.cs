using Settlement.Api.Demo;
using Xunit;

namespace Settlement.Tests.Demo;

public sealed class DemoClockTests
{
    private static readonly DateTimeOffset Morning = new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void It_starts_where_it_is_told_and_jumps_forward()
    {
        var clock = new DemoClock(Morning, TimeProvider.System);
        Assert.InRange(clock.GetUtcNow(), Morning, Morning.AddMinutes(1));

        clock.AdvanceTo(Morning.AddHours(9));

        Assert.InRange(clock.GetUtcNow(), Morning.AddHours(9), Morning.AddHours(9).AddMinutes(1));
    }

    [Fact]
    public void It_never_goes_back()
    {
        var clock = new DemoClock(Morning, TimeProvider.System);

        clock.AdvanceTo(Morning.AddHours(-1));

        Assert.True(clock.GetUtcNow() >= Morning);
    }

    [Fact]
    public void It_keeps_running_after_a_jump()
    {
        var clock = new DemoClock(Morning, TimeProvider.System);
        clock.AdvanceTo(Morning.AddHours(1));
        var first = clock.GetUtcNow();

        Assert.True(SpinWait.SpinUntil(() => clock.GetUtcNow() > first, TimeSpan.FromSeconds(5)));
    }
}
