namespace Settlement.Engine.Intake;

/// <summary>
/// What intake must know of accounts and participants, answered from memory: it is asked four times a payment. Satisfied by a snapshot of the
/// reference data; a change there may be seen some moments later, which is why the engine checks again before it plans.
/// </summary>
public interface IPaymentDirectory
{
    /// <summary>Null when there is no such account.</summary>
    DirectoryAccount? FindAccount(string accountId);

    /// <summary>Whether the participant is active; null when there is none of that id.</summary>
    bool? IsParticipantActive(string participantId);
}

/// <param name="ParticipantId">The owner.</param>
/// <param name="IsActive">Whether the account may send and receive.</param>
public readonly record struct DirectoryAccount(string ParticipantId, bool IsActive);
