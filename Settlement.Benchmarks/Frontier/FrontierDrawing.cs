using System.Globalization;
using System.Text;
using Settlement.Optimization.Frontier;

namespace Settlement.Benchmarks.Frontier;

/// <summary>Two panels over the same liquidity: delay, and cost. One line a policy; nearer to the lower left is better.</summary>
internal static class FrontierDrawing
{
    private const int Width = 460;
    private const int Height = 340;
    private const int Left = 80;
    private const int Top = 50;

    // Okabe and Ito, Color universal design, 2008: told apart also by colour-blind readers.
    private static readonly string[] Colours = ["#000000", "#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7"];

    public static string Of(string title, IReadOnlyList<FrontierPoint> points)
    {
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{(2 * (Width + Left)) + 40}" height="{Height + 190}" font-family="sans-serif" font-size="12">
            <rect width="100%" height="100%" fill="white"/>
            <text x="20" y="24" font-size="15">{title}: what each policy pays in liquidity, delay and money</text>

            """);
        Panel(svg, points, Left, "delay (0 at once, 1 never)", point => point.Delay, "0.0");
        Panel(svg, points, Left + Width + Left + 10, "cost in thousand US dollars", point => point.TotalCostMinor / 100_000.0, "#,##0");
        Legend(svg, [.. points.Select(point => point.Policy).Distinct(StringComparer.Ordinal)]);
        return svg.Append("</svg>\n").ToString();
    }

    private static void Panel(StringBuilder svg, IReadOnlyList<FrontierPoint> points, int left, string name, Func<FrontierPoint, double> value, string format)
    {
        var mostX = Math.Max(1.0, points.Max(point => point.LiquidityMinor)) * 1.02;
        var mostY = Math.Max(1e-9, points.Max(value)) * 1.05;
        svg.Append(CultureInfo.InvariantCulture, $"""<path d="M{left},{Top} V{Top + Height} H{left + Width}" fill="none" stroke="#444"/>""").Append('\n');
        for (var tick = 0; tick <= 4; tick++)
        {
            var (x, y) = (left + (Width * tick / 4), Top + Height - (Height * tick / 4));
            var million = mostX * tick / 4 / 100 / 1_000_000;
            svg.Append(CultureInfo.InvariantCulture, $"""<text x="{x}" y="{Top + Height + 18}" text-anchor="middle">{million:#,##0}</text>""").Append('\n');
            svg.Append(CultureInfo.InvariantCulture, $"""<text x="{left - 6}" y="{y + 4}" text-anchor="end">""")
                .Append((mostY * tick / 4).ToString(format, CultureInfo.InvariantCulture)).Append("</text>\n");
        }

        svg.Append(CultureInfo.InvariantCulture, $"""<text x="{left}" y="{Top - 8}">{name}</text>""").Append('\n');
        svg.Append(CultureInfo.InvariantCulture, $"""<text x="{left + Width}" y="{Top + Height + 36}" text-anchor="end">liquidity used, million US dollars</text>""")
            .Append('\n');
        foreach (var (policy, number) in points.GroupBy(point => point.Policy, StringComparer.Ordinal).Select((policy, number) => (policy, number)))
        {
            var places = policy.OrderBy(point => point.LiquidityMinor)
                .Select(point => (X: left + (point.LiquidityMinor / mostX * Width), Y: Top + Height - (value(point) / mostY * Height))).ToArray();
            var line = string.Join(' ', places.Select(place => string.Create(CultureInfo.InvariantCulture, $"{place.X:0.0},{place.Y:0.0}")));
            svg.Append(CultureInfo.InvariantCulture, $"""<polyline points="{line}" fill="none" stroke="{Colour(number)}" stroke-width="2"/>""").Append('\n');
            foreach (var (x, y) in places)
            {
                svg.Append(CultureInfo.InvariantCulture, $"""<circle cx="{x:0.0}" cy="{y:0.0}" r="3.5" fill="{Colour(number)}"/>""").Append('\n');
            }
        }
    }

    private static void Legend(StringBuilder svg, string[] policies)
    {
        for (var number = 0; number < policies.Length; number++)
        {
            var (x, y) = (Left + (number % 4 * 250), Top + Height + 64 + (number / 4 * 24));
            svg.Append(CultureInfo.InvariantCulture, $"""<rect x="{x}" y="{y - 10}" width="14" height="12" fill="{Colour(number)}"/>""");
            svg.Append(CultureInfo.InvariantCulture, $"""<text x="{x + 20}" y="{y}">{policies[number]}</text>""").Append('\n');
        }
    }

    private static string Colour(int number) => Colours[number % Colours.Length];
}
