using Xunit;

namespace Settlement.Tests.Reference;

/// <summary>Public reference data beside the project, at ../shared/data. A test that reads it skips where it is absent.</summary>
internal static class PublishedData
{
    public static IReadOnlyList<string> Lines(string path)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Settlement.sln")))
        {
            root = root.Parent;
        }

        var file = root is null ? path : Path.GetFullPath(Path.Combine(root.FullName, "..", "shared", "data", path));
        Assert.SkipUnless(File.Exists(file), $"reference data not found: ../shared/data/{path}");
        return File.ReadAllLines(file);
    }

    /// <summary>Cells of a line of comma-separated values; a quoted cell may hold commas and doubled quotes.</summary>
    public static IReadOnlyList<string> Cells(string line)
    {
        var cells = new List<string>();
        var cell = new System.Text.StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
            {
                cell.Append(line[i++]);
            }
            else if (line[i] == '"')
            {
                quoted = !quoted;
            }
            else if (line[i] == ',' && !quoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else
            {
                cell.Append(line[i]);
            }
        }

        cells.Add(cell.ToString());
        return cells;
    }
}
