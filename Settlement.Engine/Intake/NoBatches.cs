using System.Collections.ObjectModel;

namespace Settlement.Engine.Intake;

/// <summary>Without sagas nothing is in a batch yet.</summary>
internal sealed class NoBatches : IOriginalBatchLookup
{
    public Task<IReadOnlyDictionary<string, string>> FindAsync(IReadOnlyCollection<string> transactionIds, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<string, string>>(ReadOnlyDictionary<string, string>.Empty);
}
