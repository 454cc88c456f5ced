namespace Settlement.Optimization.Checking;

/// <summary>What is wrong with a plan, in order of precedence: an earlier one often causes the later ones.</summary>
public enum PlanFaultKind
{
    /// <summary>Plan id, mode or cost currency are not the problem's.</summary>
    AnotherProblem,

    /// <summary>A settled or deferred payment is not a candidate (or, of a round, not one of the earlier round).</summary>
    UnknownPayment,

    /// <summary>A candidate is neither settled nor deferred (or, of a round, remaining but left out).</summary>
    PaymentMissing,

    /// <summary>A payment is settled twice, deferred twice, or both.</summary>
    PaymentTwice,

    /// <summary>A round holds a payment that was to be taken out.</summary>
    PaymentNotRemoved,

    /// <summary>A settled payment differs from its candidate.</summary>
    PaymentChanged,

    /// <summary>A destination amount is not the source amount at mid, half to even.</summary>
    DestinationAmountWrong,

    /// <summary>A batch holds no payment, or a batch id or round is not the one that it must be.</summary>
    BatchMisnumbered,

    /// <summary>A batch holds more payments than the rules allow.</summary>
    BatchTooLarge,

    /// <summary>Positions are not the sums of the payments, or a zero one is listed.</summary>
    PositionWrong,

    /// <summary>A trade does not follow from the payments of its pair, or is missing or too many.</summary>
    FxTradeWrong,

    /// <summary>In some currency positions, residuals and rounding do not sum to zero.</summary>
    NotConserved,

    /// <summary>A wire without a positive amount or between equal sides, or an id that is not the batch's, the round's and the wire's
    /// number.</summary>
    WireMalformed,

    /// <summary>A wire from a participant that is no pay-in, or one from the system that is no pay-out.</summary>
    WirePhaseWrong,

    /// <summary>A wire that the payments do not call for, or another amount.</summary>
    WireUnexpected,

    /// <summary>A wire that the payments call for is not there.</summary>
    WireMissing,

    /// <summary>Wires (with confirmed ones of earlier rounds) do not move exactly the positions.</summary>
    WiresDoNotMovePositions,

    /// <summary>A debtor's wires pass its balance.</summary>
    BalancePassed,

    /// <summary>A debtor's wires pass its net debit cap.</summary>
    NetDebitCapPassed,

    /// <summary>Net flows pass a bilateral limit.</summary>
    BilateralLimitPassed,

    /// <summary>A deferred payment fits beside the plan.</summary>
    DeferredWithoutNeed,

    /// <summary>A deferral names another limit or amount than the one that binds.</summary>
    DeferralWrong,

    CostWrong,
    NaiveCostWrong,

    /// <summary>The savings do not sum to the naive cost less the plan's.</summary>
    SavingsWrong,

    /// <summary>The plan has no certificate: nothing proves its bound.</summary>
    CertificateMissing,

    /// <summary>The certificate does not prove what it says.</summary>
    CertificateWrong,

    /// <summary>The bound is negative, above the cost, or not the one that the certificate proves.</summary>
    BoundWrong,

    /// <summary>The plan itself disproves what a solver claimed of it.</summary>
    ClaimWrong,

    BatchHashWrong,
    PlanHashWrong,
}
