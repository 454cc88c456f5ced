using Settlement.Domain.Batches;

namespace Settlement.Engine.Actions;

/// <summary>Tries out what a window's closure would leave behind, without doing it. Known to processes that plan.</summary>
public interface IClosurePreview
{
    /// <summary>Payments that would be deferred now, with whose limit binds; null when there are too many payments to try.</summary>
    Task<IReadOnlyList<Deferral>?> DeferredAsync(string windowId, CancellationToken cancellationToken);
}
