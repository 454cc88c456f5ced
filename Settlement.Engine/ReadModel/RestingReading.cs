namespace Settlement.Engine.ReadModel;

/// <summary>
/// Something read from the database for everyone who asks: one reading is under way at most, whoever asks meanwhile shares the next one, and a reading
/// that took long is shown for nine times as long as it took. However many look, and however much there is to read, looking takes a small part of
/// the database.
/// </summary>
/// <param name="read">Reads it anew. No asker's leaving ends it: the others wait for it as well.</param>
/// <param name="age">A reading that began less than this ago is shown again.</param>
public sealed class RestingReading<T>(Func<CancellationToken, Task<T>> read, TimeSpan age, TimeProvider time) : IDisposable
    where T : class
{
    private const int RestPerReading = 9;

    /// <summary>A reading that took less costs little, and is made anew for whoever asks.</summary>
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(20);

    private readonly Lock turn = new();
    private readonly CancellationTokenSource ended = new();
    private Reading? latest;
    private T? last;
    private long readAt;
    private TimeSpan shownFor;

    /// <summary>A reading that begins after this was called, or one that may still be shown.</summary>
    public async Task<T> NowAsync(CancellationToken cancellationToken)
    {
        Task<T> answer;
        lock (turn)
        {
            if (Shown is { } known)
            {
                return known;
            }

            if (latest is not { HasBegun: false })
            {
                var before = latest?.Answer ?? Task.CompletedTask;
                latest = new Reading();
                latest.Answer = ReadAsync(latest, before);
            }

            answer = latest.Answer;
        }

        return await answer.WaitAsync(cancellationToken);
    }

    public void Dispose()
    {
        ended.Cancel();
        ended.Dispose();
    }

    private T? Shown => last is not null && time.GetElapsedTime(readAt) < shownFor ? last : null;

    private async Task<T> ReadAsync(Reading reading, Task before)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        long began;
        lock (turn)
        {
            reading.HasBegun = true;
            if (Shown is { } known)
            {
                return known;
            }

            began = time.GetTimestamp();
        }

        var value = await read(ended.Token);
        var took = time.GetElapsedTime(began);
        var rested = took < Short ? TimeSpan.Zero : took * (1 + RestPerReading);
        lock (turn)
        {
            (last, readAt, shownFor) = (value, began, rested > age ? rested : age);
        }

        return value;
    }

    private sealed class Reading
    {
        public Task<T> Answer { get; set; } = null!;

        public bool HasBegun { get; set; }
    }
}
