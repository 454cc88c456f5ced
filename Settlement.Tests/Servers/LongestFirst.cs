using Settlement.Tests.Console;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(Settlement.Tests.Servers.LongestFirst))]

namespace Settlement.Tests.Servers;

/// <summary>
/// Begins with the tests that take minutes on one thread, so that none of them is left alone at the end of a run. What is not named here may stand
/// anywhere.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Longest = ["Resilience.KillTests", ConsoleGroup.Name, "Resilience.", "Demo.", "Execution.CrashTests", "Ledger."];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection => Rank(collection.TestCollectionDisplayName)).ThenBy(collection => collection.TestCollectionDisplayName, StringComparer.Ordinal)];

    private static int Rank(string name)
    {
        var rank = Array.FindIndex(Longest, part => name.Contains(part, StringComparison.OrdinalIgnoreCase));
        return rank < 0 ? Longest.Length : rank;
    }
}
