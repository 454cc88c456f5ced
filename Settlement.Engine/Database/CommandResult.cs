namespace Settlement.Engine.Database;

/// <summary>How an external program ended: its exit code and what it said, both streams together, at most the last 4,000 characters.</summary>
internal sealed record CommandResult(int ExitCode, string Output)
{
    public bool Succeeded => ExitCode == 0;
}
