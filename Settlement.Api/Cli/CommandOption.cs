using System.Globalization;

namespace Settlement.Api.Cli;

/// <summary>One option of a command: its name, what it takes, and how a wrong value is told from a right one.</summary>
public sealed class CommandOption
{
    private readonly Func<string, string?> _complaint;

    private CommandOption(string name, string? value, string help, Func<string, string?> complaint)
    {
        Name = name;
        Value = value;
        Help = help;
        _complaint = complaint;
    }

    /// <summary>Without the dashes.</summary>
    public string Name { get; }

    /// <summary>What stands for the value in help texts; null for a flag.</summary>
    public string? Value { get; }

    public string Help { get; }

    public static CommandOption Flag(string name, string help) => new(name, null, help, _ => null);

    public static CommandOption Text(string name, string value, string help) =>
        new(name, value, help, text => string.IsNullOrWhiteSpace(text) ? "is empty" : null);

    /// <param name="min">Smallest value taken, inclusive.</param>
    /// <param name="max">Largest value taken, inclusive.</param>
    public static CommandOption Number(string name, string value, string help, long min, long max) =>
        new(name, value, help, text =>
            long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
                ? null
                : $"must be a whole number from {min} to {max}, not '{text}'");

    /// <summary>An instant, ISO 8601; UTC unless it says otherwise.</summary>
    public static CommandOption Time(string name, string help) =>
        new(name, "TIME", help, text => TryReadTime(text, out _) ? null : $"must be a time such as 2026-11-23T16:00:00Z, not '{text}'");

    /// <summary>One or more words of a fixed set, separated by commas.</summary>
    public static CommandOption Words(string name, string help, params string[] allowed) =>
        new(name, string.Join(',', allowed), help, text => SplitWords(text).Select(word => Unknown(word, allowed)).FirstOrDefault(wrong => wrong is not null));

    /// <summary>What is wrong with a value, to be read after the option's name; null when nothing is.</summary>
    internal string? Complaint(string text) => _complaint(text);

    internal static string[] SplitWords(string text) => text.Split(',', StringSplitOptions.TrimEntries);

    internal static bool TryReadTime(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);

    private static string? Unknown(string word, string[] allowed) =>
        allowed.Contains(word, StringComparer.Ordinal) ? null : $"does not know '{word}'; did you mean '{NearestWord.Find(word, allowed)}'?";
}
