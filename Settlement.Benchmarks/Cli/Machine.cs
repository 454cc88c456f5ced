using System.Globalization;
using System.Runtime.InteropServices;

namespace Settlement.Benchmarks.Cli;

/// <summary>The machine that a figure was measured on.</summary>
/// <param name="Cpu">The processor's model name as the system gives it, else its architecture.</param>
/// <param name="Cores">Logical processors that this process may use.</param>
/// <param name="MemoryGib">Memory that this process may use, in GiB with one decimal; a container's limit counts.</param>
public sealed record Machine(string Cpu, int Cores, double MemoryGib)
{
    public static Machine Current { get; } = new(
        CpuModel(),
        Environment.ProcessorCount,
        Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1L << 30), 1));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Cpu}, {Cores} cores, {MemoryGib} GiB");

    private static string CpuModel()
    {
        const string path = "/proc/cpuinfo";
        if (File.Exists(path))
        {
            foreach (var line in File.ReadLines(path))
            {
                if (line.StartsWith("model name", StringComparison.Ordinal) && line.IndexOf(':', StringComparison.Ordinal) is var colon and > 0)
                {
                    return line[(colon + 1)..].Trim();
                }
            }
        }

        return RuntimeInformation.ProcessArchitecture.ToString();
    }
}
