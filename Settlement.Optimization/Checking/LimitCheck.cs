using Settlement.Domain.Batches;

namespace Settlement.Optimization.Checking;

/// <summary>
/// Liquidity, caps and bilateral limits, from the wires and payments of the plan as it stands; and each deferral against what is left of
/// them.
/// </summary>
internal sealed class LimitCheck
{
    private readonly BatchingProblem problem;
    private readonly BatchPlan plan;
    private readonly FaultList faults;
    private readonly Dictionary<(string Participant, string Currency), Liquidity> liquidity;
    private readonly Dictionary<(string Debtor, string Creditor, string Currency), long> bilateral;
    private readonly Sums debits = new();
    private readonly List<BatchUse> uses;
    private readonly List<BatchUse> room;
    private readonly Dictionary<(string Debtor, string Creditor, string Currency), long> flows = [];
    private readonly Dictionary<(string Participant, string Currency), BatchUse> highest = [];

    private LimitCheck(BatchingProblem problem, BatchPlan plan, FaultList faults)
    {
        (this.problem, this.plan, this.faults) = (problem, plan, faults);
        liquidity = problem.Liquidity.ToDictionary(row => (row.Participant, row.Currency));
        bilateral = problem.BilateralLimits.ToDictionary(
            limit => (limit.Debtor, limit.Creditor, limit.Currency), limit => limit.LimitMinor);
        uses = [.. plan.Batches.Select(batch => new BatchUse(batch))];
        room = [.. uses.Where(use => use.Payments < problem.MaxBatchSize)];
        foreach (var wire in plan.Batches.SelectMany(batch => batch.Wires).Where(wire => wire.Debtor != PlannedWire.SystemParty))
        {
            debits.Add(wire.Debtor, wire.Currency, wire.AmountMinor);
        }
    }

    public static void Run(BatchingProblem problem, BatchPlan plan, FaultList faults)
    {
        var check = new LimitCheck(problem, plan, faults);
        check.Debits();
        check.Flows();
        check.Deferrals();
    }

    private void Debits()
    {
        foreach (var (cell, minor) in debits.NotZero())
        {
            var row = liquidity.GetValueOrDefault(cell);
            faults.AddUnless(
                minor <= Math.Max(0, row?.BalanceMinor ?? 0), PlanFaultKind.BalancePassed, cell.Participant,
                $"{minor} {cell.Currency} of {row?.BalanceMinor ?? 0}");
            faults.AddUnless(
                row?.NetDebitCapMinor is not { } cap || minor <= Math.Max(0, cap), PlanFaultKind.NetDebitCapPassed, cell.Participant,
                $"{minor} {cell.Currency} of a cap of {row?.NetDebitCapMinor}");
        }
    }

    private void Flows()
    {
        foreach (var ((debtor, creditor, currency), limit) in bilateral.Where(limit => limit.Key.Debtor != limit.Key.Creditor))
        {
            var flow = FlowOf(debtor, creditor, currency);
            faults.AddUnless(
                flow <= Math.Max(0, limit), PlanFaultKind.BilateralLimitPassed, debtor, $"{flow} {currency} to {creditor} of {limit}");
        }
    }

    private void Deferrals()
    {
        var candidates = problem.Candidates.ToLookup(candidate => candidate.TransactionId, StringComparer.Ordinal);
        foreach (var deferral in plan.Deferred)
        {
            if (candidates[deferral.TransactionId].FirstOrDefault() is { } candidate)
            {
                Deferral(deferral, candidate);
            }
        }
    }

    private void Deferral(Deferral deferral, Candidate candidate)
    {
        if (candidate.IsCrossCurrency
            && problem.Rates.Convert(candidate.SourceMinor, candidate.SourceCurrency, candidate.DestinationCurrency) is null or 0)
        {
            Expect(deferral, candidate, DeferralReason.NoRate, 0, 0);
            return;
        }

        var lacks = Options(candidate).Select(use => Lacks(candidate, use)).ToList();
        if (lacks.Exists(lack => lack.Count == 0))
        {
            faults.Add(PlanFaultKind.DeferredWithoutNeed, deferral.TransactionId, $"fits, though deferred for {deferral.Reason}");
            return;
        }

        var single = lacks.Where(lack => lack.Count == 1).ToList();
        var (reason, limit, release) = (single.Count > 0 ? single : lacks).SelectMany(lack => lack).Min();
        Expect(deferral, candidate, reason, limit, release);
    }

    /// <summary>Where a payment may join: every batch with room, or one of its own (null). Without a bilateral limit it lacks least where its
    /// debtor nets highest, so that one batch speaks for all.</summary>
    private IEnumerable<BatchUse?> Options(Candidate candidate)
    {
        if (room.Count == 0)
        {
            return [null];
        }

        if (bilateral.ContainsKey((candidate.Debtor, candidate.Creditor, candidate.SourceCurrency)))
        {
            return room;
        }

        var cell = (candidate.Debtor, candidate.SourceCurrency);
        if (!highest.TryGetValue(cell, out var batch))
        {
            highest.Add(cell, batch = room.MaxBy(use => use.Net(cell.Debtor, cell.SourceCurrency))!);
        }

        return [batch];
    }

    /// <summary>Over all batches, what each nets this way.</summary>
    private long FlowOf(string debtor, string creditor, string currency)
    {
        var way = (debtor, creditor, currency);
        if (!flows.TryGetValue(way, out var flow))
        {
            flows.Add(way, flow = uses.Sum(use => use.FlowOf(debtor, creditor, currency, 0)));
        }

        return flow;
    }

    /// <summary>The limits that the payment would pass, and by how much.</summary>
    private List<(DeferralReason Reason, long Limit, long Release)> Lacks(Candidate candidate, BatchUse? use)
    {
        var lacks = new List<(DeferralReason, long, long)>(3);
        var (debtor, creditor, currency, minor) = (candidate.Debtor, candidate.Creditor, candidate.SourceCurrency, candidate.SourceMinor);
        var onUs = debtor == creditor && !candidate.IsCrossCurrency;
        var row = liquidity.GetValueOrDefault((debtor, currency));
        var net = problem.Mode == SettlementMode.Gross ? 0 : use?.Net(debtor, currency) ?? 0;
        var spent = debits.Of(debtor, currency) + (onUs ? 0 : Math.Max(0, minor - net) - Math.Max(0, -net));
        Measure(DeferralReason.InsufficientBalance, row?.BalanceMinor ?? 0, spent);
        Measure(DeferralReason.NetDebitCap, row?.NetDebitCapMinor, spent);
        if (debtor != creditor && bilateral.TryGetValue((debtor, creditor, currency), out var limit))
        {
            var joined = use is null ? minor : use.FlowOf(debtor, creditor, currency, minor) - use.FlowOf(debtor, creditor, currency, 0);
            Measure(DeferralReason.BilateralLimit, limit, FlowOf(debtor, creditor, currency) + joined);
        }

        return lacks;

        void Measure(DeferralReason reason, long? limit, long wanted)
        {
            if (limit is { } most && wanted > Math.Max(0, most))
            {
                lacks.Add((reason, most, wanted - most));
            }
        }
    }

    private void Expect(Deferral deferral, Candidate candidate, DeferralReason reason, long limit, long release)
    {
        var expected = new Deferral(candidate.TransactionId, reason, candidate.Debtor, candidate.SourceCurrency, limit, release);
        faults.AddUnless(deferral == expected, PlanFaultKind.DeferralWrong, deferral.TransactionId, $"{deferral}, binding is {expected}");
    }
}
