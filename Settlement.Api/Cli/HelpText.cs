using System.Text;

namespace Settlement.Api.Cli;

/// <summary>The texts of <c>--help</c>.</summary>
internal static class HelpText
{
    internal static string OfProgram(string program, string summary, IReadOnlyList<Command> commands, Command? standard)
    {
        var text = new StringBuilder(summary).Append("\n\n");
        foreach (var command in commands)
        {
            text.Append(Usage(program, command, ReferenceEquals(command, standard))).Append("\n    ").Append(command.Summary).Append('\n');
            AppendOptions(text, command, indent: 6);
            text.Append('\n');
        }

        return text.ToString();
    }

    internal static string OfCommand(string program, Command command)
    {
        var text = new StringBuilder(Usage(program, command, isStandard: false)).Append("\n    ").Append(command.Summary).Append('\n');
        AppendOptions(text, command, indent: 6);
        return text.ToString();
    }

    private static string Usage(string program, Command command, bool isStandard)
    {
        var name = isStandard ? $"[{command.Name}]" : command.Name;
        var argument = command.Argument is null ? "" : $" {command.Argument}";
        return $"{program} {name}{argument}{(command.Options.Count > 0 ? " [options]" : "")}";
    }

    private static void AppendOptions(StringBuilder text, Command command, int indent)
    {
        var options = command.Options.Select(option => (Usage: $"--{option.Name} {option.Value}".TrimEnd(), option.Help)).ToArray();
        var width = options.Length == 0 ? 0 : options.Max(option => option.Usage.Length);
        foreach (var (usage, help) in options)
        {
            text.Append(' ', indent).Append(usage.PadRight(width)).Append("  ").Append(help).Append('\n');
        }
    }
}
