using System.ComponentModel.DataAnnotations;

namespace Settlement.Engine.Matching;

/// <summary>Configuration section <c>Matching</c>, validated at start.</summary>
public sealed class MatchingOptions
{
    public const string Section = "Matching";

    /// <summary>
    /// Folder of the parties' private keys, one file each with mode 0600. Empty: <c>keys</c> in the data folder. Engines that share a
    /// database must share this folder, since a public key is registered once and for ever.
    /// </summary>
    public string KeyFolder { get; set; } = "";

    /// <summary>Where proposals, votes and certificates are fixed: <c>postgres</c>, or <c>etcd</c>. Engines that share a database are configured alike.</summary>
    [EnumDataType(typeof(ConsensusLogChoice))]
    public ConsensusLogChoice Log { get; set; } = ConsensusLogChoice.Postgres;

    /// <summary>Milliseconds that a party may take to answer; it counts as silent afterwards. 10 to 60,000.</summary>
    [Range(10, 60_000)]
    public int AnswerTimeoutMilliseconds { get; set; } = 2_000;
}
