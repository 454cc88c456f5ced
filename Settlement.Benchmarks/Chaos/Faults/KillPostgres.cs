using System.Diagnostics;

namespace Settlement.Benchmarks.Chaos.Faults;

/// <summary>kill -9 of the database server; whoever owns it starts it again, and it recovers from its log.</summary>
internal sealed class KillPostgres : IFault
{
    public string Name => "kill PostgreSQL";

    public bool IsPossible(ChaosSystem system) => system.Database.Embedded is not null;

    public async Task InjectAsync(ChaosSystem system, Random random)
    {
        if (system.Database.Embedded?.ProcessId is { } server)
        {
            using var process = Process.GetProcessById(server);
            process.Kill();
            await process.WaitForExitAsync();
        }
    }
}
