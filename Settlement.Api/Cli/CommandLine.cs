namespace Settlement.Api.Cli;

/// <summary>A program's commands: understands what was typed, runs it, and turns every failure into one line and an exit code.</summary>
/// <param name="program">What people type to start the program, e.g. <c>./run</c>.</param>
/// <param name="standard">The command meant when the line names none; null when one must be named.</param>
public sealed class CommandLine(string program, string summary, IReadOnlyList<Command> commands, Command? standard = null)
{
    /// <summary>Exit code of a command line that is not understood, as shells use it.</summary>
    public const int Misused = 2;

    private static readonly CommandInput NoInput = new(new Dictionary<string, string>(StringComparer.Ordinal), null);

    public ParsedLine Parse(IReadOnlyList<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var first = arguments.Count > 0 ? arguments[0] : null;
        if (first is "help" or "--help" or "-h" || (first is null && standard is null))
        {
            return new ParsedLine(null, NoInput, WantsHelp: true, null);
        }

        if (first is null || first.StartsWith('-'))
        {
            return standard is null ? Wrong($"{first} comes before the name of a command") : ParseOptions(standard, arguments, 0);
        }

        var command = commands.FirstOrDefault(known => string.Equals(known.Name, first, StringComparison.Ordinal));
        return command is null
            ? Wrong($"unknown word '{first}'; did you mean '{NearestWord.Find(first, commands.Select(known => known.Name))}'?")
            : ParseOptions(command, arguments, 1);
    }

    /// <summary>Runs what was typed until it ends or a signal asks it to stop.</summary>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var line = Parse(arguments);
        if (line.Error is not null)
        {
            await Console.Error.WriteLineAsync($"error: {line.Error}\n{program} --help lists everything.");
            return Misused;
        }

        if (line.WantsHelp || line.Command is null)
        {
            var text = line.Command is null ? HelpText.OfProgram(program, summary, commands, standard) : HelpText.OfCommand(program, line.Command);
            await Console.Out.WriteAsync(text);
            return 0;
        }

        using var signals = new StopSignals();
        return await CommandRunner.RunAsync(line.Command, line.Input, signals.Stopped);
    }

    private static ParsedLine ParseOptions(Command command, IReadOnlyList<string> arguments, int start)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        string? argument = null;
        for (var i = start; i < arguments.Count; i++)
        {
            var word = arguments[i];
            if (word is "--help" or "-h")
            {
                return new ParsedLine(command, NoInput, WantsHelp: true, null);
            }

            if (!word.StartsWith("--", StringComparison.Ordinal))
            {
                if (command.Argument is null || argument is not null)
                {
                    return Wrong($"{command.Name} does not take '{word}'");
                }

                argument = word;
                continue;
            }

            if (TakeOption(command, arguments, ref i, values) is { } complaint)
            {
                return Wrong(complaint);
            }
        }

        return new ParsedLine(command, new CommandInput(values, argument), WantsHelp: false, null);
    }

    /// <summary>Reads <c>--name value</c> or <c>--name=value</c> at <paramref name="i"/>; returns what is wrong with it.</summary>
    private static string? TakeOption(Command command, IReadOnlyList<string> arguments, ref int i, Dictionary<string, string> values)
    {
        var parts = arguments[i][2..].Split('=', 2);
        var option = command.Options.FirstOrDefault(known => string.Equals(known.Name, parts[0], StringComparison.Ordinal));
        if (option is null)
        {
            var nearest = NearestWord.Find(parts[0], command.Options.Select(known => known.Name));
            return nearest is null
                ? $"{command.Name} takes no options, not even --{parts[0]}"
                : $"{command.Name} has no option --{parts[0]}; did you mean --{nearest}?";
        }

        string value;
        if (option.Value is null)
        {
            if (parts.Length == 2)
            {
                return $"--{option.Name} takes no value";
            }

            value = "";
        }
        else if (parts.Length == 2)
        {
            value = parts[1];
        }
        else if (i + 1 < arguments.Count && !arguments[i + 1].StartsWith("--", StringComparison.Ordinal))
        {
            value = arguments[++i];
        }
        else
        {
            return $"--{option.Name} needs a value: {option.Value}";
        }

        if (!values.TryAdd(option.Name, value))
        {
            return $"--{option.Name} is given twice";
        }

        return option.Value is not null && option.Complaint(value) is { } complaint ? $"--{option.Name} {complaint}" : null;
    }

    private static ParsedLine Wrong(string error) => new(null, NoInput, WantsHelp: false, error);
}
