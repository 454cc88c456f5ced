using Settlement.Domain.Batches;
using Settlement.Engine.Actions;
using Settlement.Optimization;

namespace Settlement.Sagas.Drivers;

/// <summary>Plans a window as if it closed now, and stores nothing.</summary>
public sealed class ClosurePreview(CandidateReader candidates, ProblemBuilder problems) : IClosurePreview
{
    /// <summary>Planning this many takes well under a second; a preview must not take the machine from payments.</summary>
    private const int MaxPayments = 20_000;

    public async Task<IReadOnlyList<Deferral>?> DeferredAsync(string windowId, CancellationToken cancellationToken)
    {
        var waiting = await candidates.WaitingInAsync(windowId, cancellationToken);
        if (waiting.Count > MaxPayments)
        {
            return null;
        }

        var built = await problems.BuildAsync(windowId, SettlementMode.Net, waiting, null, cancellationToken);
        var plan = await Task.Run(() => Planner.Plan(built.Problem), cancellationToken);
        return [.. built.Excluded, .. plan.Deferred];
    }
}
