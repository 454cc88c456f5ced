namespace Settlement.Api.Cli;

/// <summary>Ends the program with a message for the person who started it: what is wrong and what to do about it.</summary>
public sealed class UserErrorException(string message, Exception? inner = null) : Exception(message, inner);
