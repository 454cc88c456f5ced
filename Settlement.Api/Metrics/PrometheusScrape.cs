using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Settlement.Api.Metrics;

/// <summary>Collects the named meters of this process on demand.</summary>
public sealed class PrometheusScrape : IDisposable
{
    /// <summary>An observable gauge that hangs costs one scrape this long, not the exporter for ever.</summary>
    private const int CollectTimeoutMilliseconds = 5_000;

    private readonly Lock _gate = new();
    private readonly PrometheusWriter _writer = new();
    private readonly BaseExportingMetricReader _reader;
    private readonly MeterProvider _provider;

    public PrometheusScrape(params string[] meters)
    {
        _reader = new BaseExportingMetricReader(_writer) { TemporalityPreference = MetricReaderTemporalityPreference.Cumulative };
        _provider = Sdk.CreateMeterProviderBuilder().AddMeter(meters).AddReader(_reader).Build();
    }

    public string Collect()
    {
        lock (_gate)
        {
            _reader.Collect(CollectTimeoutMilliseconds);
            return _writer.Take();
        }
    }

    public void Dispose()
    {
        _provider.Dispose();
        _reader.Dispose();
        _writer.Dispose();
    }
}
