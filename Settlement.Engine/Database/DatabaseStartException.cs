namespace Settlement.Engine.Database;

/// <summary>The database cannot be had. The message is for the person at the terminal: what is wrong, where, and what to do.</summary>
public class DatabaseStartException : Exception
{
    public DatabaseStartException(string message)
        : base(message)
    {
    }

    public DatabaseStartException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public DatabaseStartException()
    {
    }
}
