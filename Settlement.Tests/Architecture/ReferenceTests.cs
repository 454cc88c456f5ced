using System.Reflection;
using System.Xml.Linq;
using Xunit;

namespace Settlement.Tests.Architecture;

public sealed class ReferenceTests
{
    /// <summary>What each project may refer to; the arrows of docs/DESIGN_DECISIONS.md. Tests and benches may refer to anything.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Settlement.Domain"] = [],
        ["Settlement.Optimization"] = ["Settlement.Domain"],
        ["Settlement.Forecasting"] = ["Settlement.Domain"],
        ["Settlement.Engine"] = ["Settlement.Domain", "Settlement.Optimization", "Settlement.Forecasting"],
        ["Settlement.Sagas"] = ["Settlement.Domain", "Settlement.Optimization", "Settlement.Forecasting", "Settlement.Engine"],
        ["Settlement.Console.Blazor"] = ["Settlement.Domain"],
        ["Settlement.Api"] =
        [
            "Settlement.Domain", "Settlement.Optimization", "Settlement.Forecasting", "Settlement.Engine", "Settlement.Sagas", "Settlement.Console.Blazor",
        ],
    };

    private static readonly string[] Leaves = ["Settlement.Tests", "Settlement.Benchmarks"];

    private static readonly string[] Stages = ["Intake", "Planning", "Matching", "Execution", "Ledger"];

    public static TheoryData<string> Projects() => [.. SourceTree.Projects().Except(Leaves, StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_refers_only_downwards(string project)
    {
        var file = XDocument.Load(Path.Combine(SourceTree.Root, project, project + ".csproj"));
        var references = file.Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")?.Value.Replace('\\', '/')) ?? "");

        Assert.True(Allowed.ContainsKey(project), $"{project} has no place in the architecture yet.");
        Assert.Empty(references.Except(Allowed[project], StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Assembly_uses_only_what_lies_below_it(string project)
    {
        var name = string.Equals(project, "Settlement.Api", StringComparison.Ordinal) ? "settlement" : project;
        var used = Assembly.Load(name).GetReferencedAssemblies().Select(reference => reference.Name ?? "")
            .Where(reference => reference.StartsWith("Settlement.", StringComparison.Ordinal) || reference is "settlement");

        Assert.Empty(used.Except(Allowed[project], StringComparer.Ordinal));
    }

    [Fact]
    public void Domain_knows_no_package_but_node_time()
    {
        var file = XDocument.Load(Path.Combine(SourceTree.Root, "Settlement.Domain", "Settlement.Domain.csproj"));
        var packages = file.Descendants("PackageReference").Select(package => package.Attribute("Include")?.Value ?? "");

        Assert.Empty(packages.Except(["NodaTime"], StringComparer.Ordinal));
        Assert.Empty(file.Descendants("FrameworkReference"));
    }

    [Fact]
    public void Stages_do_not_know_one_another()
    {
        var offences = from stage in Stages
                       let folder = Path.Combine(SourceTree.Root, "Settlement.Engine", stage)
                       where Directory.Exists(folder)
                       from path in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
                       let text = File.ReadAllText(path)
                       from other in Stages
                       where !string.Equals(other, stage, StringComparison.Ordinal)
                       where text.Contains($"Settlement.Engine.{other}", StringComparison.Ordinal) || Mentions(text, other)
                       select $"{SourceTree.Relative(path)} uses {other}";

        Assert.Empty(offences);
    }

    /// <summary>Inside Settlement.Engine a sibling's namespace can be named by its last word alone, as in <c>Ledger.LedgerMoment</c>.</summary>
    private static bool Mentions(string text, string stage)
    {
        var folder = Path.Combine(SourceTree.Root, "Settlement.Engine", stage);
        return Directory.Exists(folder)
            && Directory.EnumerateFiles(folder, "*.cs").Any(path => text.Contains($" {stage}.{Path.GetFileNameWithoutExtension(path)}", StringComparison.Ordinal));
    }
}
