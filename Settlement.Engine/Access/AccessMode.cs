namespace Settlement.Engine.Access;

public enum AccessMode
{
    /// <summary>For trying it out on one machine: demo people may sign in, and a request without credentials acts as the demo client.</summary>
    Demo,

    /// <summary>Nobody comes in without a credential of their own.</summary>
    Production,
}
