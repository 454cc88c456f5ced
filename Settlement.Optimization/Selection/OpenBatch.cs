namespace Settlement.Optimization.Selection;

/// <summary>What a batch under construction nets to.</summary>
internal sealed class OpenBatch(int cells, int flows)
{
    public int Size { get; set; }

    /// <summary>By cell: credits less debits. Not kept in gross mode, where nothing nets.</summary>
    public long[] Net { get; } = new long[cells];

    /// <summary>By flow: first to second participant, less back.</summary>
    public long[] Flow { get; } = new long[flows];
}
