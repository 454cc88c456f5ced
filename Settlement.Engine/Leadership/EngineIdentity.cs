using System.Globalization;

namespace Settlement.Engine.Leadership;

/// <summary>This engine's id, new at every start: machine, process and a random part. What it wrote before a restart is another engine's.</summary>
public sealed class EngineIdentity
{
    public string EngineId { get; } = string.Create(
        CultureInfo.InvariantCulture, $"{Environment.MachineName}-{Environment.ProcessId}-{Random.Shared.Next(0x10000):x4}");

    public EnginePlace Place { get; } = EnginePlace.Present;
}
