namespace Settlement.Engine.Access;

/// <summary>Who administers a new installation: section <c>Access:Administrator</c>. Read only while no account exists.</summary>
public sealed class FirstAdministrator
{
    public string? Name { get; set; }

    public string? Password { get; set; }
}
