using System.ComponentModel;
using System.Diagnostics;

namespace Settlement.Benchmarks.Cli;

/// <summary>The commit whose sources are measured.</summary>
internal static class SourceCommit
{
    private const string Unknown = "unknown";

    /// <summary>Short hash, with "-dirty" when the tree holds changes; "unknown" outside a git checkout.</summary>
    public static string Describe(string folder)
    {
        var start = new ProcessStartInfo("git", ["describe", "--always", "--dirty", "--exclude=*", "--abbrev=10"])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var git = Process.Start(start);
            var text = git?.StandardOutput.ReadToEnd().Trim();
            git?.WaitForExit();
            return git is { ExitCode: 0 } && !string.IsNullOrEmpty(text) ? text : Unknown;
        }
        catch (Win32Exception)
        {
            // No git on this machine: a figure without a commit is still a figure.
            return Unknown;
        }
    }
}
