namespace Settlement.Engine.Database;

/// <summary>This machine has no PostgreSQL that fits, and none could be fetched. The message says how to get one.</summary>
public sealed class PostgresMissingException : DatabaseStartException
{
    public PostgresMissingException(string message)
        : base(message)
    {
    }

    public PostgresMissingException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public PostgresMissingException()
    {
    }
}
