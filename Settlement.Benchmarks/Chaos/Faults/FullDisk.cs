namespace Settlement.Benchmarks.Chaos.Faults;

/// <summary>The disk of the database is full for a time. The server refuses to write, or ends; payments are answered 503 until there is room.</summary>
internal sealed class FullDisk(TimeSpan length) : IFault
{
    public string Name => "full disk";

    public bool CountsFromEnd => true;

    public bool IsPossible(ChaosSystem system) => system.Folder.IsSmallDisk;

    public async Task InjectAsync(ChaosSystem system, Random random)
    {
        system.Folder.Fill();
        try
        {
            await Task.Delay(length);
        }
        finally
        {
            system.Folder.Empty();
        }
    }
}
