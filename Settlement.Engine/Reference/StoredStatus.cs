using Settlement.Domain.Reference;

namespace Settlement.Engine.Reference;

/// <summary>The statuses as the database and clients write them: lower case.</summary>
public static class StoredStatus
{
    public static string Text(ParticipantStatus status) => status switch
    {
        ParticipantStatus.Active => "active",
        ParticipantStatus.Suspended => "suspended",
        ParticipantStatus.Quarantined => "quarantined",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "not a status"),
    };

    public static string Text(AccountStatus status) => status switch
    {
        AccountStatus.Active => "active",
        AccountStatus.Blocked => "blocked",
        AccountStatus.Closed => "closed",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "not a status"),
    };

    public static ParticipantStatus? FindParticipant(string? text) => text switch
    {
        "active" => ParticipantStatus.Active,
        "suspended" => ParticipantStatus.Suspended,
        "quarantined" => ParticipantStatus.Quarantined,
        _ => null,
    };

    public static AccountStatus? FindAccount(string? text) => text switch
    {
        "active" => AccountStatus.Active,
        "blocked" => AccountStatus.Blocked,
        "closed" => AccountStatus.Closed,
        _ => null,
    };

    internal static ParticipantStatus Participant(string text) =>
        FindParticipant(text) ?? throw new InvalidDataException($"participants.status holds '{text}'");

    internal static AccountStatus Account(string text) =>
        FindAccount(text) ?? throw new InvalidDataException($"accounts.status holds '{text}'");
}
