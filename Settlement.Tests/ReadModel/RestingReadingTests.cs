using Settlement.Engine.ReadModel;
using Settlement.Tests.Http;
using Xunit;

namespace Settlement.Tests.ReadModel;

public sealed class RestingReadingTests
{
    private readonly ManualClock _clock = new(new DateTimeOffset(2026, 11, 24, 9, 0, 0, TimeSpan.Zero));
    private int _readings;

    [Fact]
    public async Task What_is_read_quickly_is_read_anew_for_whoever_asks_later()
    {
        using var counts = Reading(TimeSpan.FromMilliseconds(10));

        Assert.Equal("1", await AskAsync(counts));
        Assert.Equal("2", await AskAsync(counts));
    }

    [Fact]
    public async Task What_took_long_is_shown_for_nine_times_as_long_as_it_took()
    {
        using var counts = Reading(TimeSpan.FromSeconds(2));
        Assert.Equal("1", await AskAsync(counts));

        _clock.Advance(TimeSpan.FromSeconds(17.9));
        Assert.Equal("1", await AskAsync(counts));
        _clock.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal("2", await AskAsync(counts));
    }

    [Fact]
    public async Task All_who_ask_while_one_reads_share_the_next_reading()
    {
        var (begun, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var counts = Held(begun, go, TimeSpan.Zero);
        var first = AskAsync(counts);
        await begun.Task;

        // What the first one reads may be older than their question.
        var others = Enumerable.Range(0, 20).Select(_ => AskAsync(counts)).ToList();
        go.SetResult();

        Assert.Equal("1", await first);
        Assert.All(await Task.WhenAll(others), shown => Assert.Equal("2", shown));
    }

    [Fact]
    public async Task Who_leaves_ends_the_reading_for_nobody_else()
    {
        var (begun, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var counts = Held(begun, go, TimeSpan.FromHours(1));
        using var leaving = new CancellationTokenSource();
        var first = counts.NowAsync(leaving.Token);
        await begun.Task;

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        go.SetResult();

        Assert.Equal("1", await AskAsync(counts));
        Assert.Equal("1", await AskAsync(counts));
    }

    [Fact]
    public async Task A_reading_that_fails_fails_for_those_who_asked_and_makes_an_old_one_no_newer()
    {
        var fails = false;
        using var counts = new RestingReading<string>(
            _ =>
            {
                _clock.Advance(TimeSpan.FromSeconds(1));
                return fails ? Task.FromException<string>(new InvalidOperationException("away")) : Task.FromResult($"{++_readings}");
            },
            TimeSpan.Zero, _clock);
        Assert.Equal("1", await AskAsync(counts));

        _clock.Advance(TimeSpan.FromSeconds(10));
        fails = true;
        await Assert.ThrowsAsync<InvalidOperationException>(() => AskAsync(counts));
        await Assert.ThrowsAsync<InvalidOperationException>(() => AskAsync(counts));
        fails = false;
        Assert.Equal("2", await AskAsync(counts));
    }

    private static Task<string> AskAsync(RestingReading<string> counts) => counts.NowAsync(TestContext.Current.CancellationToken);

    /// <summary>Says when it has begun, and reads until it is let go or ended.</summary>
    private RestingReading<string> Held(TaskCompletionSource begun, TaskCompletionSource go, TimeSpan age) => new(
        async cancellationToken =>
        {
            begun.TrySetResult();
            await go.Task.WaitAsync(cancellationToken);
            return $"{++_readings}";
        },
        age, _clock);

    private RestingReading<string> Reading(TimeSpan took) => new(
        _ =>
        {
            _clock.Advance(took);
            return Task.FromResult($"{++_readings}");
        },
        TimeSpan.Zero, _clock);
}
