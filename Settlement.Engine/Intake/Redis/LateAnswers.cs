using System.Threading.Channels;

namespace Settlement.Engine.Intake.Redis;

/// <summary>
/// Answers that Redis missed while it was away, told to it when it is back: until then it would take the same request for a new one. They are kept in this
/// process alone; what is lost with it costs a repetition its exact answer, never a payment a second effect.
/// </summary>
internal sealed class LateAnswers : IAsyncDisposable
{
    /// <summary>Some 200 bytes each. More are forgotten, the latest first.</summary>
    private const int Limit = 100_000;

    private readonly Channel<RedisAnswer> _missed = Channel.CreateBounded<RedisAnswer>(
        new BoundedChannelOptions(Limit) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    private readonly CancellationTokenSource _ending = new();
    private readonly Task _loop;

    /// <param name="tell">Tells some; false while Redis is away.</param>
    /// <param name="maxGroup">How many at once.</param>
    /// <param name="pause">Between two tries. Of a real clock: it is about the server, not about settlement.</param>
    public LateAnswers(Func<IReadOnlyList<RedisAnswer>, Task<bool>> tell, int maxGroup, TimeSpan pause) =>
        _loop = Task.Run(() => RunAsync(tell, maxGroup, pause, _ending.Token));

    public void Add(RedisAnswer answer) => _missed.Writer.TryWrite(answer);

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
    }

    private async Task RunAsync(Func<IReadOnlyList<RedisAnswer>, Task<bool>> tell, int maxGroup, TimeSpan pause, CancellationToken ending)
    {
        var group = new List<RedisAnswer>(maxGroup);
        while (await _missed.Reader.WaitToReadAsync(ending))
        {
            while (group.Count < maxGroup && _missed.Reader.TryRead(out var answer))
            {
                group.Add(answer);
            }

            while (!await tell(group))
            {
                await Task.Delay(pause, ending);
            }

            group.Clear();
        }
    }
}
