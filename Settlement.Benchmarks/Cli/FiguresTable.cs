using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Settlement.Benchmarks.Cli;

/// <summary>A Markdown table of benches' figures: the newest line of each bench, one row per plain number in it.</summary>
public static class FiguresTable
{
    private static readonly string[] HeaderKeys = ["bench", "commit", "machine", "at"];

    /// <param name="lines">Lines of JSON as <see cref="BenchContext.WriteJson"/> writes them.</param>
    public static string Render(IEnumerable<string> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        var newest = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var line in lines.Where(line => !string.IsNullOrWhiteSpace(line)))
        {
            using var document = JsonDocument.Parse(line);
            newest[document.RootElement.GetProperty("bench").GetString() ?? ""] = document.RootElement.Clone();
        }

        var table = new StringBuilder("| bench | figure | value | commit | machine |\n| --- | --- | ---: | --- | --- |\n");
        foreach (var (bench, figures) in newest)
        {
            var commit = figures.GetProperty("commit").GetString();
            var machine = Describe(figures.GetProperty("machine"));
            foreach (var figure in Leaves("", figures).Where(leaf => !HeaderKeys.Contains(leaf.Name.Split('.')[0], StringComparer.Ordinal)))
            {
                table.Append(CultureInfo.InvariantCulture, $"| `{bench}` | {figure.Name} | {figure.Text} | {commit} | {machine} |\n");
            }
        }

        return table.ToString();
    }

    /// <summary>Numbers of nested objects by their path; lists are for the JSON file, not for a table.</summary>
    private static IEnumerable<(string Name, string Text)> Leaves(string prefix, JsonElement element)
    {
        foreach (var member in element.EnumerateObject())
        {
            var name = prefix.Length == 0 ? member.Name : $"{prefix}.{member.Name}";
            if (member.Value.ValueKind is JsonValueKind.Object)
            {
                foreach (var leaf in Leaves(name, member.Value))
                {
                    yield return leaf;
                }
            }
            else if (member.Value.ValueKind is JsonValueKind.Number)
            {
                yield return (name, member.Value.GetDouble().ToString(member.Value.GetDouble() >= 100 ? "#,##0" : "0.###", CultureInfo.InvariantCulture));
            }
        }
    }

    private static string Describe(JsonElement machine) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{machine.GetProperty("cpu").GetString()}, {machine.GetProperty("cores").GetInt32()} cores, {machine.GetProperty("memory_gib").GetDouble()} GiB");
}
