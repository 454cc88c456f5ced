using System.Globalization;

namespace Settlement.Api.Cli;

/// <summary>The options of one command as they were typed; every value has passed its option's check.</summary>
public sealed class CommandInput(IReadOnlyDictionary<string, string> values, string? argument)
{
    /// <summary>What was typed without dashes.</summary>
    public string? Argument => argument;

    public bool Has(string option) => values.ContainsKey(option);

    public string? Text(string option) => values.GetValueOrDefault(option);

    public long? Number(string option) => Text(option) is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;

    public DateTimeOffset? Time(string option) => Text(option) is { } text && CommandOption.TryReadTime(text, out var time) ? time : null;

    /// <summary>The words given, or null when the option was not.</summary>
    public IReadOnlyList<string>? Words(string option) => Text(option) is { } text ? CommandOption.SplitWords(text) : null;
}
