namespace Settlement.Engine.Intake;

/// <summary>Finds the batches of payments that were sent again.</summary>
public interface IOriginalBatchLookup
{
    /// <summary>The batch ids by transaction id; transactions that are in no batch yet are left out, and all while nobody can tell.</summary>
    Task<IReadOnlyDictionary<string, string>> FindAsync(IReadOnlyCollection<string> transactionIds, CancellationToken cancellationToken);
}
