using System.Text.Json;
using System.Text.Json.Nodes;
using Settlement.Api.Cli;
using Spectre.Console;

namespace Settlement.Benchmarks.Cli;

/// <summary>What one run of one bench gets from the command line, and how it shows what it measured.</summary>
/// <param name="name">The bench's name on the command line.</param>
/// <param name="quick">Seconds instead of minutes: for trying out, not for publishing.</param>
/// <param name="input">The bench's own options.</param>
/// <param name="jsonPath">A file that the line of JSON is appended to; null for none.</param>
public sealed class BenchContext(string name, bool quick, string? jsonPath, TimeProvider clock, CancellationToken stopped, CommandInput? input = null)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public string Name => name;

    public bool Quick => quick;

    public TimeProvider Clock => clock;

    /// <summary>Cancelled by Ctrl-C and SIGTERM.</summary>
    public CancellationToken Stopped => stopped;

    public Machine Machine { get; } = Machine.Current;

    public string Commit { get; } = SourceCommit.Describe(AppContext.BaseDirectory);

    /// <summary>Tables and progress for people; the line of JSON is always the last line of standard output.</summary>
    public IAnsiConsole Console { get; } = OpenConsole();

    /// <summary>The word that an option of the bench was given; the default when it was not.</summary>
    public string Word(string option, string standard) => input?.Words(option) is [var word, ..] ? word : standard;

    /// <summary>The number that an option of the bench was given; null when it was not.</summary>
    public long? Number(string option) => input?.Number(option);

    /// <summary>All words that an option of the bench was given.</summary>
    public IReadOnlyList<string> Words(string option) => input?.Words(option) ?? [];

    /// <summary>The size to use: full for a published figure, quick for a try.</summary>
    public T Pick<T>(T full, T quick) => Quick ? quick : full;

    public void Say(string line) => Console.WriteLine(line);

    /// <summary>Prints rows under a title; every column but the first is aligned right.</summary>
    public void Table(string title, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(rows);
        var table = new Table { Title = new TableTitle(Markup.Escape(title)), Border = TableBorder.Simple };
        foreach (var column in columns)
        {
            var header = new TableColumn(Markup.Escape(column));
            table.AddColumn(table.Columns.Count == 0 ? header : header.RightAligned());
        }

        foreach (var row in rows)
        {
            table.AddRow([.. row.Select(Markup.Escape)]);
        }

        Console.Write(table);
    }

    /// <summary>
    /// Closes the bench: one line of JSON with <c>bench, commit, machine, at</c> and then the members of <paramref name="figures"/>, named in
    /// snake_case, on standard output and appended to the file that was asked for.
    /// </summary>
    public void WriteJson<T>(T figures)
        where T : notnull
    {
        var line = new JsonObject
        {
            ["bench"] = name,
            ["commit"] = Commit,
            ["machine"] = JsonSerializer.SerializeToNode(Machine, Json),
            ["at"] = clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
        };
        foreach (var (key, value) in JsonSerializer.SerializeToNode(figures, Json)!.AsObject())
        {
            line[key] = value?.DeepClone();
        }

        var text = line.ToJsonString();
        System.Console.Out.WriteLine(text);
        if (jsonPath is not null)
        {
            File.AppendAllText(jsonPath, text + "\n");
        }
    }

    private static IAnsiConsole OpenConsole()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings());
        if (System.Console.IsOutputRedirected)
        {
            // A pipe has no width of its own; without this, tables wrap at 80 columns in a log.
            console.Profile.Width = 160;
        }

        return console;
    }
}
