namespace Settlement.Api.Cli;

/// <summary>What a command line says: a command with its input, a wish for help, or an error.</summary>
/// <param name="Command">Null when help is wanted for the whole program, or nothing could be understood.</param>
/// <param name="Error">For people, one line; null when the line is right.</param>
public sealed record ParsedLine(Command? Command, CommandInput Input, bool WantsHelp, string? Error);
