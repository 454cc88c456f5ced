using Microsoft.Extensions.Options;

namespace Settlement.Engine.Risk;

/// <summary>
/// The exposures as they are now. Callers within <see cref="RiskOptions.MaxAgeMilliseconds"/> share one reading, and one reading is under way at
/// most: however many look, the database is asked a few times a second.
/// </summary>
public sealed class RiskView(RiskReader reader, IOptions<RiskOptions> options, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim turn = new(1);
    private ExposureBook? last;
    private long readAt;

    public async Task<ExposureBook> NowAsync(CancellationToken cancellationToken)
    {
        var askedAt = time.GetTimestamp();
        await turn.WaitAsync(cancellationToken);
        try
        {
            // A reading that began after this caller asked is as new as one of its own would be.
            if (last is { } known && (readAt >= askedAt || time.GetElapsedTime(readAt).TotalMilliseconds < options.Value.MaxAgeMilliseconds))
            {
                return known;
            }

            readAt = time.GetTimestamp();
            last = ExposureBook.Of(await reader.ReadAsync(cancellationToken));
            return last;
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();
}
