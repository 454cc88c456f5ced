namespace Settlement.Engine.Risk.Stress;

/// <summary>What a scenario would mean. Values are minor units of the reporting currency, at mid.</summary>
/// <param name="Scenario">The scenario with what was filled in.</param>
/// <param name="Reversed">Payments that are taken out of batches under way and reversed.</param>
/// <param name="Stopped">Payments that are not in a batch yet and cannot settle.</param>
/// <param name="KnockOn">Payments of others that would have settled and now lack funds.</param>
/// <param name="Settles">Payments that settle all the same.</param>
/// <param name="Effects">Per participant and currency that loses anything.</param>
/// <param name="LossValue">Sum of the effects' losses.</param>
/// <param name="LeftOut">Payments beyond the bound of a test, the newest: they are in no figure.</param>
/// <param name="Unvalued">Currencies without a rate to the reporting currency: they are in no value.</param>
public sealed record StressResult(
    StressScenario Scenario, StressCount Reversed, StressCount Stopped, StressCount KnockOn, StressCount Settles,
    IReadOnlyList<StressEffect> Effects, long LossValue, long LeftOut, IReadOnlyList<string> Unvalued)
{
    /// <summary>Ids that are listed at most of each kind; the counts are complete.</summary>
    public const int MaxListed = 100;
}

/// <param name="TransactionIds">The first of them in order of arrival.</param>
public sealed record StressCount(int Payments, long ValueMinor, IReadOnlyList<string> TransactionIds);

/// <param name="MissingMinor">Net inflow that does not come, minor units of the currency.</param>
/// <param name="LossMinor">What of it is lost, minor units of the currency; negative for a gain.</param>
public sealed record StressEffect(string Participant, string Currency, long MissingMinor, long LossMinor);
