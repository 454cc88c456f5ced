namespace Settlement.Domain.Access;

/// <summary>What a person is here for.</summary>
public enum Role
{
    Viewer,
    Operator,
    Approver,
    Administrator,
}
