using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Settlement.Api.Metrics;

/// <summary>Writes what the OpenTelemetry SDK has aggregated as Prometheus text. Not safe for concurrent use: one scrape at a time.</summary>
internal sealed class PrometheusWriter : BaseExporter<Metric>
{
    private readonly StringBuilder _text = new();

    /// <summary>The text since the last call.</summary>
    internal string Take()
    {
        var text = _text.ToString();
        _text.Clear();
        return text;
    }

    public override ExportResult Export(in Batch<Metric> batch)
    {
        foreach (var metric in batch)
        {
            Write(metric);
        }

        return ExportResult.Success;
    }

    private void Write(Metric metric)
    {
        var isCounter = metric.MetricType is MetricType.LongSum or MetricType.DoubleSum;
        var name = PrometheusFormat.Name(metric.Name, metric.Unit, isCounter);
        var type = isCounter ? "counter" : metric.MetricType is MetricType.Histogram ? "histogram" : "gauge";
        if (metric.Description.Length > 0)
        {
            _text.Append("# HELP ").Append(name).Append(' ').Append(PrometheusFormat.Help(metric.Description)).Append('\n');
        }

        _text.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            WritePoint(metric.MetricType, name, in point);
        }
    }

    private void WritePoint(MetricType type, string name, in MetricPoint point)
    {
        var labels = Labels(in point);
        switch (type)
        {
            case MetricType.LongSum or MetricType.LongSumNonMonotonic:
                WriteSample(name, labels, point.GetSumLong());
                break;
            case MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic:
                WriteSample(name, labels, point.GetSumDouble());
                break;
            case MetricType.LongGauge:
                WriteSample(name, labels, point.GetGaugeLastValueLong());
                break;
            case MetricType.DoubleGauge:
                WriteSample(name, labels, point.GetGaugeLastValueDouble());
                break;
            case MetricType.Histogram:
                WriteHistogram(name, labels, in point);
                break;
        }
    }

    private void WriteHistogram(string name, string labels, in MetricPoint point)
    {
        var separator = labels.Length > 0 ? "," : "";
        long cumulative = 0;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            cumulative += bucket.BucketCount;
            WriteSample(name + "_bucket", $"{labels}{separator}le=\"{PrometheusFormat.Number(bucket.ExplicitBound)}\"", cumulative);
        }

        WriteSample(name + "_sum", labels, point.GetHistogramSum());
        WriteSample(name + "_count", labels, point.GetHistogramCount());
    }

    private static string Labels(in MetricPoint point)
    {
        var labels = new StringBuilder();
        foreach (var tag in point.Tags)
        {
            labels.Append(labels.Length > 0 ? "," : "")
                .Append(PrometheusFormat.Legal(tag.Key)).Append("=\"").Append(PrometheusFormat.LabelValue(tag.Value)).Append('"');
        }

        return labels.ToString();
    }

    private void WriteSample(string name, string labels, double value)
    {
        _text.Append(name);
        if (labels.Length > 0)
        {
            _text.Append('{').Append(labels).Append('}');
        }

        _text.Append(' ').Append(PrometheusFormat.Number(value)).Append('\n');
    }
}
