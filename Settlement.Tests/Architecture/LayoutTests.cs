using System.Text.RegularExpressions;
using Xunit;

namespace Settlement.Tests.Architecture;

public sealed partial class LayoutTests
{
    private static readonly string[] VagueWords = ["Manager", "Helper", "Helpers", "Utils", "Utilities", "Common", "Shared", "Extensions"];

    [Fact]
    public void Program_reads_as_a_list_of_features()
    {
        Assert.InRange(File.ReadAllLines(Path.Combine(SourceTree.Root, "Settlement.Api", "Program.cs")).Length, 1, 30);
        Assert.InRange(File.ReadAllLines(Path.Combine(SourceTree.Root, "Settlement.Benchmarks", "Program.cs")).Length, 1, 30);
    }

    [Fact]
    public void No_type_has_a_name_that_says_nothing()
    {
        var vague = from project in SourceTree.Projects()
                    from path in SourceTree.Sources(project)
                    from Match type in TypeDeclaration().Matches(File.ReadAllText(path))
                    let name = type.Groups["name"].Value
                    where VagueWords.Any(word => name.EndsWith(word, StringComparison.Ordinal))
                    select $"{SourceTree.Relative(path)}: {name}";

        Assert.Empty(vague);
    }

    [Fact]
    public void Schema_files_have_numbers_of_their_own()
    {
        var folder = Path.Combine(SourceTree.Root, "Settlement.Engine", "Schema");
        Assert.SkipUnless(Directory.Exists(folder), "There is no schema yet.");
        var names = Directory.EnumerateFiles(folder, "*.sql").Select(path => Path.GetFileName(path)).ToArray();

        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.Matches("^[0-9]{3}_[a-z0-9_]+\\.sql$", name));
        Assert.Empty(names.GroupBy(name => name[..3], StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => string.Join(", ", group)));
    }

    [Fact]
    public void No_file_grows_into_two_ideas()
    {
        var long400 = from project in SourceTree.Projects()
                      from path in SourceTree.Sources(project)
                      where File.ReadLines(path).Count() > 400
                      select SourceTree.Relative(path);

        Assert.Empty(long400);
    }

    [Fact]
    public void Scripts_can_be_started()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows files have no mode.");
            return;
        }

        foreach (var script in new[] { "run", "test", "bench", ".ci/run" })
        {
            Assert.True(File.GetUnixFileMode(Path.Combine(SourceTree.Root, script)).HasFlag(UnixFileMode.UserExecute), script);
        }
    }

    [GeneratedRegex(@"\b(?:class|struct|interface|record|enum)\s+(?:struct\s+|class\s+)?(?<name>[A-Z]\w*)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex TypeDeclaration();
}
