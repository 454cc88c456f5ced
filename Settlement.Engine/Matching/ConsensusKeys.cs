using System.Globalization;

namespace Settlement.Engine.Matching;

/// <summary>Names of what the consensus log fixes for one batch and round.</summary>
public static class ConsensusKeys
{
    public static string Proposal(string batchId, int round) => Root(batchId, round) + "/proposal";

    public static string Vote(string batchId, int round, string participant) => Root(batchId, round) + "/vote/" + participant;

    public static string Certificate(string batchId, int round) => Root(batchId, round) + "/certificate";

    private static string Root(string batchId, int round) => string.Create(CultureInfo.InvariantCulture, $"batch/{batchId}/{round}");
}
