using Settlement.Domain.Batches;

namespace Settlement.Engine.Execution.Simulation;

/// <summary>What happens to one attempt of a wire; in order of precedence.</summary>
public enum Fault
{
    None,

    /// <summary>The region does not answer.</summary>
    Down,

    /// <summary>Refused for good.</summary>
    FinalRefusal,

    /// <summary>Refused this time.</summary>
    TransientRefusal,

    /// <summary>Not done, no reply.</summary>
    LostBefore,

    /// <summary>Done, no reply.</summary>
    LostAfter,

    /// <summary>Done later, no reply.</summary>
    Held,
}

/// <summary>Reads a <see cref="FaultPlan"/>.</summary>
internal static class FaultPlanReading
{
    /// <summary>The fault of one attempt and, for a refusal, its code.</summary>
    public static (Fault Fault, string Code) Decide(this FaultPlan plan, PlannedWire wire, int attempt, string region, DateTimeOffset now)
    {
        if (plan.IsDown(region, attempt, now))
        {
            return (Fault.Down, "");
        }

        var side = wire.Phase == WirePhase.PayIn ? wire.Debtor : wire.Creditor;
        if (plan.Blocked.TryGetValue(side, out var code) || plan.Blocked.TryGetValue($"{side}/{wire.Currency}", out code))
        {
            return (Fault.FinalRefusal, code);
        }

        if (Dice.Roll(plan.Seed, wire.WireId, 0, "final") < plan.FinalRefusalRate)
        {
            return (Fault.FinalRefusal, "account_closed");
        }

        var roll = Dice.Roll(plan.Seed, wire.WireId, attempt, region);
        return (roll -= plan.TransientRefusalRate) < 0 ? (Fault.TransientRefusal, "liquidity_shortage")
            : (roll -= plan.LostBeforeRate) < 0 ? (Fault.LostBefore, "")
            : (roll -= plan.LostAfterRate) < 0 ? (Fault.LostAfter, "")
            : roll - plan.HeldRate < 0 ? (Fault.Held, "")
            : (Fault.None, "");
    }

    public static bool IsDown(this FaultPlan plan, string region, int? attempt, DateTimeOffset now) =>
        plan.Outages.Any(outage => outage.Covers(region, attempt, now));

    /// <summary>How long a call about these wires takes: exponential per wire, the slowest counts.</summary>
    public static TimeSpan Delay(this FaultPlan plan, IReadOnlyList<WireInstruction> wires, string region) =>
        plan.MeanDelayMilliseconds <= 0 || wires.Count == 0
            ? TimeSpan.Zero
            : TimeSpan.FromMilliseconds(Math.Min(
                plan.MaxDelayMilliseconds,
                wires.Max(wire => -plan.MeanDelayMilliseconds * Math.Log(1 - Dice.Roll(plan.Seed, wire.Wire.WireId, wire.Attempt, "delay/" + region)))));
}
