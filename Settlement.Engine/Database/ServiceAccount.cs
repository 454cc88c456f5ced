using System.Globalization;

namespace Settlement.Engine.Database;

/// <summary>
/// The user as whom PostgreSQL's programs run. They refuse root, so a host that is root lends them an unprivileged user; the runtime
/// changes to it between fork and exec. Any other host runs them as itself.
/// </summary>
internal sealed class ServiceAccount
{
    // In order of preference. The packages of PostgreSQL create the first; every Unix has one of the others.
    private static readonly string[] Candidates = ["postgres", "nobody", "daemon"];

    private readonly PasswdEntry? _entry;

    private ServiceAccount(PasswdEntry? entry) => _entry = entry;

    public string Name => _entry?.Name ?? Environment.UserName;

    /// <summary>Chooses the account: an existing cluster's owner, since PostgreSQL opens no folder of another user.</summary>
    public static async Task<ServiceAccount> ForAsync(ClusterFolder cluster, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
        {
            return new ServiceAccount(null);
        }

        var lines = await File.ReadAllLinesAsync("/etc/passwd", cancellationToken);
        var users = lines.Select(PasswdEntry.Parse).OfType<PasswdEntry>().ToList();
        if (cluster.Exists)
        {
            var owner = await OwnerOfAsync(cluster.Data, cancellationToken);
            return new ServiceAccount(users.Find(user => user.UserId == owner && owner != 0) ?? throw new DatabaseStartException(
                $"The cluster in {cluster.Root} belongs to user id {owner}, which this machine has no unprivileged user for. "
                + $"Give it to one: chown -R postgres: {cluster.Root}"));
        }

        return new ServiceAccount(
            Candidates.Select(name => users.Find(user => user.Name == name && user.UserId != 0)).FirstOrDefault(user => user is not null)
            ?? throw new DatabaseStartException(
                "PostgreSQL refuses to run as root and this machine has no user postgres, nobody or daemon to run it as. "
                + "Create one (useradd --system postgres), or start as another user than root."));
    }

    /// <summary>Gives a folder and all that is in it to the account. Nothing to do where the programs run as the host.</summary>
    public async Task OwnAsync(string folder, CancellationToken cancellationToken)
    {
        if (_entry is null)
        {
            return;
        }

        var owner = string.Create(CultureInfo.InvariantCulture, $"{_entry.UserId}:{_entry.GroupId}");
        var result = await ExternalProgram.RunAsync(null, "chown", ["-R", owner, folder], folder, cancellationToken);
        if (!result.Succeeded)
        {
            throw new DatabaseStartException($"The folder {folder} could not be given to user {Name}: {result.Output}");
        }
    }

    /// <summary>Whether the account may pass through a folder. True where the programs run as the host.</summary>
    // Through the shell: a bare "test" is looked for in the working folder first, where a project's own script of that name may stand.
    public async Task<bool> CanEnterAsync(string folder, CancellationToken cancellationToken) =>
        _entry is null || (await ExternalProgram.RunAsync(_entry.Name, "/bin/sh", ["-c", "test -x \"$0\"", folder], "/", cancellationToken)).Succeeded;

    /// <summary>Refuses a folder that the account cannot enter, and names the first folder on its path that shuts it out.</summary>
    public async Task RequireReachableAsync(string folder, CancellationToken cancellationToken)
    {
        if (await CanEnterAsync(folder, cancellationToken))
        {
            return;
        }

        var path = new Stack<string>();
        for (var part = folder; part is not null; part = Path.GetDirectoryName(part))
        {
            path.Push(part);
        }

        foreach (var part in path)
        {
            if (!await CanEnterAsync(part, cancellationToken))
            {
                throw new DatabaseStartException(
                    $"PostgreSQL refuses to run as root, so it runs as user {Name}, who cannot enter {part} and so not reach {folder}. "
                    + $"Let it pass (chmod o+x {part}), choose a folder elsewhere (--data /var/lib/settlement), "
                    + "or start as another user than root.");
            }
        }
    }

    /// <summary>Runs a program as the account and waits for its end.</summary>
    public Task<CommandResult> RunAsync(
        string program, IEnumerable<string> arguments, string workingFolder, CancellationToken cancellationToken) =>
        ExternalProgram.RunAsync(_entry?.Name, program, arguments, workingFolder, cancellationToken);

    private static async Task<int> OwnerOfAsync(string folder, CancellationToken cancellationToken)
    {
        // POSIX fixes this format of ls; stat's options differ between systems.
        var listing = await ExternalProgram.RunAsync(null, "ls", ["-nd", folder], folder, cancellationToken);
        var fields = listing.Output.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 2 && int.TryParse(fields[2], CultureInfo.InvariantCulture, out var owner)
            ? owner
            : throw new DatabaseStartException($"The owner of {folder} cannot be determined: {listing.Output}");
    }

    private sealed record PasswdEntry(string Name, int UserId, int GroupId)
    {
        public static PasswdEntry? Parse(string line)
        {
            var fields = line.Split(':');
            return fields.Length >= 4
                && int.TryParse(fields[2], CultureInfo.InvariantCulture, out var user)
                && int.TryParse(fields[3], CultureInfo.InvariantCulture, out var group)
                ? new PasswdEntry(fields[0], user, group)
                : null;
        }
    }
}
