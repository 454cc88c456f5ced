namespace Settlement.Engine.Matching;

/// <summary>Why a party does not sign; in order of precedence.</summary>
public enum ObjectionKind
{
    /// <summary>The hash that was proposed is not the hash of the batch that was shown.</summary>
    HashMismatch,

    /// <summary>One payment stands in the batch twice.</summary>
    DuplicatePayment,

    /// <summary>A payment that concerns the party stands nowhere in the intake log.</summary>
    PaymentUnknown,

    /// <summary>A payment that concerns the party differs from what the intake log holds.</summary>
    PaymentDiffers,

    /// <summary>A payment across currencies is not converted at the mid that the batch states for the pair.</summary>
    RateWrong,

    /// <summary>The party's net position is not the sum of its payments.</summary>
    PositionWrong,

    /// <summary>A wire of the party has no positive amount, or a phase that does not fit its sides.</summary>
    WireMalformed,

    /// <summary>A gross wire carries a payment that is not in the batch, or another amount than the payment's.</summary>
    WireNotOfPayment,

    /// <summary>The wires do not move what the position and the earlier rounds leave to be moved.</summary>
    WiresDoNotSettle,

    /// <summary>The wires take more out of the party than its payments do, even if others bring it back.</summary>
    WiresExceedPayments,
}

/// <param name="Detail">What was found and what was expected.</param>
public sealed record Objection(ObjectionKind Kind, string Detail)
{
    /// <summary>snake_case kind, colon, detail: the reason that a <see cref="PartyRefusal"/> carries.</summary>
    public override string ToString() => $"{System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(Kind.ToString())}: {Detail}";
}
