using Settlement.Domain.Batches;

namespace Settlement.Optimization.Selection;

/// <summary>Says why a payment waits: which limit binds, and how much it lacks, by the rule of <see cref="Deferral"/>.</summary>
internal static class BindingLimit
{
    private const long None = long.MaxValue;

    private static readonly DeferralReason[] Precedence =
        [DeferralReason.InsufficientBalance, DeferralReason.NetDebitCap, DeferralReason.BilateralLimit];

    public static Deferral Of(PlanState state, int payment)
    {
        var candidate = state.Index.Payments[payment];
        if (!state.Index.IsSettleable[payment])
        {
            return new Deferral(candidate.TransactionId, DeferralReason.NoRate, candidate.Debtor, candidate.SourceCurrency, 0, 0);
        }

        // What lacks where a limit binds alone, and where it binds at all.
        Span<long> alone = [None, None, None];
        Span<long> any = [None, None, None];
        var options = 0;
        foreach (var batch in state.Batches)
        {
            if (batch.Size > 0 && batch.Size < state.Index.Problem.MaxBatchSize)
            {
                options++;
                Measure(state, payment, batch, alone, any);
            }
        }

        if (options == 0)
        {
            Measure(state, payment, null, alone, any);
        }

        var lacks = alone.ContainsAnyExcept(None) ? alone : any;
        var first = lacks.IndexOfAnyExcept(None);
        return new Deferral(
            candidate.TransactionId, Precedence[first], candidate.Debtor, candidate.SourceCurrency,
            LimitOf(state.Index, payment, first), lacks[first]);
    }

    private static void Measure(PlanState state, int payment, OpenBatch? batch, Span<long> alone, Span<long> any)
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
