using System.Globalization;
using System.Text;

namespace Settlement.Api.Metrics;

/// <summary>The rules of Prometheus' text format 0.0.4: names, label values, numbers.</summary>
/// <remarks>https://prometheus.io/docs/instrumenting/exposition_formats/ and https://prometheus.io/docs/practices/naming/.</remarks>
public static class PrometheusFormat
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Every metric of this program begins so, also those of the runtime and the web server.</summary>
    private const string Prefix = "settlement_";

    /// <summary>A metric's name: dots become underscores, the base unit and, for counters, <c>_total</c> come last.</summary>
    /// <param name="unit">A UCUM unit as OpenTelemetry uses it; annotations in braces say nothing about scale and are dropped.</param>
    public static string Name(string instrument, string? unit, bool isCounter)
    {
        var name = new StringBuilder(Legal(instrument));
        if (!name.ToString().StartsWith(Prefix, StringComparison.Ordinal))
        {
            name.Insert(0, Prefix);
        }

        AppendOnce(name, unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            "1" when !isCounter => "_ratio",
            _ => "",
        });
        AppendOnce(name, isCounter ? "_total" : "");
        return name.ToString();
    }

    /// <summary>Letters, digits and underscores; anything else becomes an underscore, and a digit does not come first.</summary>
    public static string Legal(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var legal = string.Create(name.Length, name, static (target, source) =>
        {
            for (var i = 0; i < source.Length; i++)
            {
                target[i] = char.IsAsciiLetterOrDigit(source[i]) ? source[i] : '_';
            }
        });
        return legal.Length > 0 && char.IsAsciiDigit(legal[0]) ? "_" + legal : legal;
    }

    public static string LabelValue(object? value) =>
        (Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal);

    public static string Help(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
    }

    /// <summary>The shortest text that reads back as the same number.</summary>
    public static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf"
        : double.IsNegativeInfinity(value) ? "-Inf"
        : value.ToString("R", CultureInfo.InvariantCulture);

    private static void AppendOnce(StringBuilder name, string suffix)
    {
        if (suffix.Length > 0 && !name.ToString().EndsWith(suffix, StringComparison.Ordinal))
        {
            name.Append(suffix);
        }
    }
}
