namespace Settlement.Domain.Access;

/// <summary>What a caller of the API may do. Every route asks for exactly one.</summary>
public enum Scope
{
    /// <summary>Look at everything but people and keys.</summary>
    Read,

    /// <summary>Submit payments.</summary>
    Submit,

    /// <summary>Run the settlement: windows, batches, funding, limits, retries, jobs.</summary>
    Operate,

    /// <summary>Be the second person of an action that somebody else asked for.</summary>
    Approve,

    /// <summary>People and API keys.</summary>
    Administer,
}
