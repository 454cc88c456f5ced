namespace Settlement.Engine.ReadModel;

/// <summary>
/// Something read from the database for everyone who asks within a while: one reading is under way at most, and one that took long is shown for nine
/// times as long as it took, so that however many look and however much there is to read, looking takes a tenth of one processor at most.
/// </summary>
/// <param name="read">Reads it anew.</param>
/// <param name="age">A reading that began less than this ago is shown again.</param>
public sealed class SharedReading<T>(Func<CancellationToken, Task<T>> read, TimeSpan age, TimeProvider time) : IDisposable
    where T : class
{
    private const int RestPerReading = 9;

    /// <summary>A reading that took less costs little, and is made anew for whoever asks.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromMilliseconds(250);

    private readonly SemaphoreSlim turn = new(1);
    private T? last;
    private long readAt;
    private TimeSpan shownFor;

    public async Task<T> NowAsync(CancellationToken cancellationToken)
    {
        var askedAt = time.GetTimestamp();
        await turn.WaitAsync(cancellationToken);
        try
        {
            // A reading that began after this caller asked is as new as one of its own would be.
            if (last is { } known && (readAt >= askedAt || time.GetElapsedTime(readAt) < shownFor))
            {
                return known;
            }

            readAt = time.GetTimestamp();
            last = await read(cancellationToken);
            var took = time.GetElapsedTime(readAt);
            shownFor = took < Long ? age : took * (1 + RestPerReading);
            return last;
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();
}
