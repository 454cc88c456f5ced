using Settlement.Engine.ReadModel;
using Settlement.Tests.Http;
using Xunit;

namespace Settlement.Tests.ReadModel;

public sealed class SharedReadingTests
{
    private readonly ManualClock _clock = new(new DateTimeOffset(2026, 11, 24, 9, 0, 0, TimeSpan.Zero));
    private int _readings;

    [Fact]
    public async Task What_is_read_quickly_is_read_anew_for_whoever_asks_later()
    {
        using var shared = Reading(TimeSpan.FromMilliseconds(200));

        Assert.Equal("1", await AskAsync(shared));
        Assert.Equal("2", await AskAsync(shared));
    }

    [Fact]
    public async Task What_took_long_is_shown_for_nine_times_as_long_as_it_took()
    {
        using var shared = Reading(TimeSpan.FromSeconds(2));
        Assert.Equal("1", await AskAsync(shared));

        _clock.Advance(TimeSpan.FromSeconds(17.9));
        Assert.Equal("1", await AskAsync(shared));
        _clock.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal("2", await AskAsync(shared));
    }

    [Fact]
    public async Task Who_asked_before_a_reading_began_shares_it()
    {
        var (begun, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var shared = new SharedReading<string>(
            async _ =>
            {
                begun.TrySetResult();
                await go.Task;
                return $"{++_readings}";
            },
            TimeSpan.Zero, _clock);
        var first = AskAsync(shared);
        await begun.Task;

        // They come while the first one reads: what it reads may be older than their question, so the next reading is theirs, all of them together.
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        var others = Enumerable.Range(0, 20).Select(_ => AskAsync(shared)).ToList();
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        go.SetResult();

        Assert.Equal("1", await first);
        Assert.All(await Task.WhenAll(others), shown => Assert.Equal("2", shown));
    }

    [Fact]
    public async Task A_reading_that_failed_is_not_shown_and_the_next_one_reads()
    {
        using var shared = new SharedReading<string>(
            _ => ++_readings == 1 ? Task.FromException<string>(new InvalidOperationException("away")) : Task.FromResult("read"), TimeSpan.FromHours(1), _clock);

        await Assert.ThrowsAsync<InvalidOperationException>(() => AskAsync(shared));
        Assert.Equal("read", await AskAsync(shared));
    }

    private static Task<string> AskAsync(SharedReading<string> shared) => shared.NowAsync(TestContext.Current.CancellationToken);

    private SharedReading<string> Reading(TimeSpan took) => new(
        _ =>
        {
            _clock.Advance(took);
            return Task.FromResult($"{++_readings}");
        },
        TimeSpan.Zero, _clock);
}
