using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Settlement.Engine.Execution;

/// <summary>What a reply makes of a wire. Pure but for its settings.</summary>
public sealed class WireRules(BackOff backOff, IOptions<ExecutionOptions> options)
{
    public const string Send = "send";
    public const string Inquiry = "inquiry";
    public const string Withdrawal = "withdrawal";

    /// <param name="sent">The wire as it was claimed.</param>
    public WireStep AfterSend(StoredWire sent, WireReply reply, DateTimeOffset now)
    {
        var noted = sent with { Code = reply.Code, Reason = reply.Reason };
        var after = reply.Status switch
        {
            WireStatus.Confirmed => Done(noted),
            WireStatus.Refused => Refused(noted, reply, now),
            // Definitely not taken.
            WireStatus.RegionDown or WireStatus.Fenced => Later(noted, WireState.Pending, now),
            WireStatus.Unknown or WireStatus.NotFound => Later(noted, WireState.Sending, now),
            _ => throw new ArgumentOutOfRangeException(nameof(reply), reply.Status, "no such reply"),
        };
        return new WireStep(sent, after, Send, NameOf(reply.Status));
    }

    /// <param name="isFenced">
    /// The wire's region refused its token before the inquiry began. Only then is "not found" the end of that copy; else it may still be under way.
    /// </param>
    /// <param name="fencedSince">The fence has been put up meanwhile: asking again at once will be conclusive.</param>
    public WireStep AfterInquiry(StoredWire doubt, WireReply reply, bool isFenced, bool fencedSince, DateTimeOffset now)
    {
        var noted = doubt with { Attempts = doubt.Attempts + 1, Code = reply.Code, Reason = reply.Reason };
        var after = reply.Status switch
        {
            WireStatus.Confirmed => Done(noted),
            WireStatus.Refused => Refused(noted, reply, now),
            WireStatus.NotFound when isFenced => noted with { State = WireState.Pending, NextAttemptAt = null },
            WireStatus.NotFound when fencedSince => noted with { NextAttemptAt = null },
            _ => Later(noted, WireState.Sending, now),
        };
        return new WireStep(doubt, after, Inquiry, NameOf(reply.Status));
    }

    public static WireStep Withdraw(StoredWire wire) =>
        new(wire, wire with { State = WireState.Withdrawn, Attempts = wire.Attempts + 1, NextAttemptAt = null }, Withdrawal, Withdrawal);

    private static StoredWire Done(StoredWire wire) => wire with { State = WireState.Confirmed, NextAttemptAt = null };

    private StoredWire Refused(StoredWire wire, WireReply reply, DateTimeOffset now)
    {
        if (reply.IsFinal)
        {
            return wire with { State = WireState.Refused, NextAttemptAt = null };
        }

        var refused = wire with { Refusals = wire.Refusals + 1 };
        return refused.Refusals >= options.Value.MaxRefusals
            ? refused with { State = WireState.Failed, NextAttemptAt = null }
            : Later(refused, WireState.Pending, now);
    }

    private StoredWire Later(StoredWire wire, string state, DateTimeOffset now) =>
        wire with { State = state, NextAttemptAt = now + backOff.Delay(wire.Wire.WireId, wire.Attempts) };

    private static string NameOf(WireStatus status) => JsonNamingPolicy.SnakeCaseLower.ConvertName(status.ToString());
}
