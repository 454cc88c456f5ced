namespace Settlement.Domain.Risk;

/// <summary>What scenarios would mean now.</summary>
/// <param name="ReportingCurrency">Of every value.</param>
public sealed record StressAnswer(IReadOnlyList<StressScenarioResult> Scenarios, RiskMoment AsOf, string ReportingCurrency);

/// <param name="Scenario">debtor_fails, currency_closes or rates_move.</param>
/// <param name="ParticipantId">Of debtor_fails: who fails; else null.</param>
/// <param name="Currency">Of the other two; null where every rate moves.</param>
/// <param name="BasisPoints">Of rates_move.</param>
/// <param name="Reversed">Payments in batches under way that would be reversed.</param>
/// <param name="Stopped">Payments not in a batch yet that could not settle.</param>
/// <param name="KnockOn">Payments of others that would have settled and would lack funds.</param>
/// <param name="Settles">Payments that would settle all the same.</param>
/// <param name="Losses">Per participant: what does not come, and what of it is lost.</param>
/// <param name="LeftOut">Payments beyond the bound of a test: in no count.</param>
/// <param name="Unvalued">Currencies without a rate to the reporting currency: in no value.</param>
public sealed record StressScenarioResult(
    string Scenario, string? ParticipantId, string? Currency, int? BasisPoints, StressPayments Reversed, StressPayments Stopped, StressPayments KnockOn,
    StressPayments Settles, string LossValue, IReadOnlyList<StressLoss> Losses, long LeftOut, IReadOnlyList<string> Unvalued);

/// <param name="TransactionIds">The first 100 in order of arrival.</param>
public sealed record StressPayments(int Payments, string Value, IReadOnlyList<string> TransactionIds);

/// <param name="Missing">Net inflow that does not come, units of the currency.</param>
/// <param name="Loss">What of it is lost; negative for a gain.</param>
public sealed record StressLoss(string ParticipantId, string Currency, string Missing, string Loss);
