namespace Settlement.Domain.Access;

/// <summary>A request by which somebody acts: it says why, and for whom where a program sends it.</summary>
public interface IReasoned
{
    /// <summary>In the words of who acts; not yet checked.</summary>
    string? Reason { get; }

    /// <summary>Whom a program acts for, as it says; not yet checked.</summary>
    string? OnBehalfOf { get; }
}
