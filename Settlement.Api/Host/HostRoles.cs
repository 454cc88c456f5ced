namespace Settlement.Api.Host;

/// <summary>What one process does of the whole; a process may do all of it.</summary>
[Flags]
public enum HostRoles
{
    None = 0,

    /// <summary>Takes requests.</summary>
    Api = 1,

    /// <summary>Closes windows, plans, matches, executes and posts.</summary>
    Engine = 2,

    /// <summary>Serves the operations console.</summary>
    Console = 4,

    All = Api | Engine | Console,
}
