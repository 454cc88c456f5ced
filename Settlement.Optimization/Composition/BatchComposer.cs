using System.Globalization;
using Settlement.Domain.Batches;
using Settlement.Optimization.Selection;

namespace Settlement.Optimization.Composition;

/// <summary>Makes the batches of a plan from what selection chose.</summary>
internal static class BatchComposer
{
    /// <summary>The batches that are not empty, numbered from 1.</summary>
    public static PlannedBatch[] Compose(PlanState state)
    {
        var problem = state.Index.Problem;
        var members = Array.ConvertAll(new int[state.Batches.Count], _ => new List<Candidate>());
        var offset = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < state.Index.Count; i++)
        {
            if (state.BatchOf(i) < 0)
            {
                continue;
            }

            members[state.BatchOf(i)].Add(state.Index.Payments[i]);
            if (state.IsOffset(i))
            {
                offset.Add(state.Index.Payments[i].TransactionId);
            }
        }

        var market = new FxMarket(problem.Rates);
        var batches = new List<PlannedBatch>(members.Length);
        foreach (var payments in members)
        {
            if (payments.Count > 0)
            {
                var id = string.Create(CultureInfo.InvariantCulture, $"batch_{problem.PlanId}_{batches.Count + 1}");
                batches.Add(Compose(id, 1, payments, problem.Mode, offset, market, []));
            }
        }

        return [.. batches];
    }

    /// <param name="confirmed">What wires of earlier rounds have moved; the round's wires move the rest.</param>
    public static PlannedBatch Compose(
        string batchId, int round, IReadOnlyList<Candidate> payments, SettlementMode mode,
        IReadOnlySet<string> offset, FxMarket market, IReadOnlyList<PlannedWire> confirmed)
    {
        var positions = Positions.Of(payments);
        var net = positions.NotZero();
        List<Transfer> transfers;
        if (mode == SettlementMode.Gross)
        {
            transfers = GrossWires.For(payments, offset, confirmed);
        }
        else
        {
            positions.Less(confirmed);
            transfers = MultilateralNetting.For(positions.NotZero());
        }

        var batch = new PlannedBatch(
            batchId, round, payments, net, WireSheet.Number(batchId, round, transfers), FxPairing.Trades(payments, market), "");
        return batch with { Hash = PlanHash.Of(batch) };
    }
}
