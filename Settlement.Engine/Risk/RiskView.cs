using Microsoft.Extensions.Options;
using Settlement.Engine.ReadModel;

namespace Settlement.Engine.Risk;

/// <summary>The exposures as they are now. Callers within <see cref="RiskOptions.MaxAgeMilliseconds"/> share one reading.</summary>
public sealed class RiskView(RiskReader reader, IOptions<RiskOptions> options, TimeProvider time) : IDisposable
{
    private readonly RestingReading<ExposureBook> reading = new(
        async cancellationToken => ExposureBook.Of(await reader.ReadAsync(cancellationToken)), TimeSpan.FromMilliseconds(options.Value.MaxAgeMilliseconds), time);

    public async Task<ExposureBook> NowAsync(CancellationToken cancellationToken) =>
        options.Value.MaxAgeMilliseconds == 0 ? ExposureBook.Of(await reader.ReadAsync(cancellationToken)) : await reading.NowAsync(cancellationToken);

    public void Dispose() => reading.Dispose();
}
