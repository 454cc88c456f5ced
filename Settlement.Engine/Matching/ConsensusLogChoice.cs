namespace Settlement.Engine.Matching;

/// <summary>The implementations of <see cref="IConsensusLog"/>.</summary>
public enum ConsensusLogChoice
{
    /// <summary>Rows in the system's database.</summary>
    Postgres,

    /// <summary>Keys in an etcd cluster, at <c>Etcd:Endpoints</c>.</summary>
    Etcd,
}
