using Settlement.Domain.Batches;

namespace Settlement.Optimization.Selection;

/// <summary>Says why a payment waits: which limit binds, and how much it lacks, by the rule of <see cref="Deferral"/>.</summary>
/// <remarks>Where no bilateral limit plays a part, more batches bring nothing beside the one in which the debtor nets highest: in all others it
/// lacks as much or more. That batch is the same for every payment of a cell.</remarks>
internal sealed class BindingLimit(PlanState state)
{
    private const long None = long.MaxValue;

    private static readonly DeferralReason[] Precedence =
        [DeferralReason.InsufficientBalance, DeferralReason.NetDebitCap, DeferralReason.BilateralLimit];

    // By cell, the batch with room in which it nets highest: -1 where none has room, -2 where it was not looked for.
    private readonly int[] highest = Filled(state.Index.Cells.Length, -2);

    public Deferral Of(int payment)
    {
        var candidate = state.Index.Payments[payment];
        if (!state.Index.IsSettleable[payment])
        {
            return new Deferral(candidate.TransactionId, DeferralReason.NoRate, candidate.Debtor, candidate.SourceCurrency, 0, 0);
        }

        // What lacks where a limit binds alone, and where it binds at all.
        Span<long> alone = [None, None, None];
        Span<long> any = [None, None, None];
        if (HighestOf(state.Index.DebitCell[payment]) is var batch && (batch < 0 || state.Index.Flows.Direction[payment] < 0))
        {
            Measure(payment, batch < 0 ? null : state.Batches[batch], alone, any);
        }
        else
        {
            foreach (var other in state.Batches.Where(HasRoom))
            {
                Measure(payment, other, alone, any);
            }
        }

        var lacks = alone.ContainsAnyExcept(None) ? alone : any;
        var first = lacks.IndexOfAnyExcept(None);
        return new Deferral(
            candidate.TransactionId, Precedence[first], candidate.Debtor, candidate.SourceCurrency,
            LimitOf(state.Index, payment, first), lacks[first]);
    }

    private int HighestOf(int cell)
    {
        if (highest[cell] == -2)
        {
            highest[cell] = -1;
            for (var batch = 0; batch < state.Batches.Count; batch++)
            {
                if (HasRoom(state.Batches[batch])
                    && (highest[cell] < 0 || state.NetOf(cell, batch) > state.NetOf(cell, highest[cell])))
                {
                    highest[cell] = batch;
                }
            }
        }

        return highest[cell];
    }

    private bool HasRoom(OpenBatch batch) => batch.Size > 0 && batch.Size < state.Index.Problem.MaxBatchSize;

    private static int[] Filled(int length, int value)
    {
        var array = new int[length];
        Array.Fill(array, value);
        return array;
    }

    private void Measure(int payment, OpenBatch? batch, Span<long> alone, Span<long> any)
    {
        var index = state.Index;
        var spent = state.Use(index.DebitCell[payment]) + state.UseGrowth(payment, batch);
        var direction = index.Flows.Direction[payment];
        var flown = direction < 0 ? 0 : state.FlowUse(direction) + state.FlowGrowth(payment, batch);
        var (binding, last, lack) = (0, 0, 0L);
        for (var k = 0; k < Precedence.Length; k++)
        {
            var limit = LimitOf(index, payment, k);
            var wanted = k == 2 ? flown : spent;
            if (limit != IndexedProblem.NoLimit && wanted > Math.Max(0, limit))
            {
                binding++;
                last = k;
                lack = wanted - limit;
                any[k] = Math.Min(any[k], lack);
            }
        }

        if (binding == 1)
        {
            alone[last] = Math.Min(alone[last], lack);
        }
    }

    private static long LimitOf(IndexedProblem index, int payment, int kind) => kind switch
    {
        0 => index.Limits.Balance[index.DebitCell[payment]],
        1 => index.Limits.Cap[index.DebitCell[payment]],
        _ => index.Flows.Direction[payment] is var direction && direction >= 0 ? index.Flows.Limit[direction] : IndexedProblem.NoLimit,
    };
}
