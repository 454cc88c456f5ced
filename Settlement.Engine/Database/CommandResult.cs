namespace Settlement.Engine.Database;

/// <summary>How an external program ended: exit code, and the last 4,000 characters of what it said on both streams.</summary>
internal sealed record CommandResult(int ExitCode, string Output)
{
    public bool Succeeded => ExitCode == 0;
}
