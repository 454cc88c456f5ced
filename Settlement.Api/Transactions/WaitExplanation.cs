using System.Text.Json;
using Settlement.Domain.Batches;
using Settlement.Domain.Currencies;
using Settlement.Domain.Transactions;
using Settlement.Domain.Windows;
using Settlement.Engine.ReadModel;
using Settlement.Sagas.GroupCommit;

namespace Settlement.Api.Transactions;

/// <summary>Says in words and figures why a payment waits.</summary>
internal static class WaitExplanation
{
    public const string InsufficientBalance = "insufficient_balance";

    public static WaitView? Of(TransactionRow row, WindowRow? window) => row.State switch
    {
        TransactionState.Deferred when StoredJson.Read<Deferral>(row.Deferral) is { } deferral => Explain(deferral, row, window),
        TransactionState.Validated when row.WindowId == WindowId.Rtgs =>
            new WaitView("next_round", "It is in the next RTGS round.", null, null, null, null, null),
        TransactionState.Validated => new WaitView(
            "window_open", $"It settles when window {row.WindowId} closes.", null, null, null, null, window?.CutOff),
        _ => null,
    };

    private static WaitView Explain(Deferral deferral, TransactionRow row, WindowRow? window)
    {
        var limit = GroupedAmount.Of(deferral.LimitMinor, deferral.Currency);
        var release = GroupedAmount.Of(deferral.ReleaseMinor, deferral.Currency);
        var text = deferral.Reason switch
        {
            DeferralReason.InsufficientBalance =>
                $"{deferral.Participant} had {limit} {deferral.Currency} free; {release} more would have settled it.",
            DeferralReason.NetDebitCap when deferral.LimitMinor < 0 =>
                $"{deferral.Participant} had sent {GroupedAmount.Of(-deferral.LimitMinor, deferral.Currency)} {deferral.Currency} more than its net debit cap of the day allows; with room for {release} more it would have settled.",
            DeferralReason.NetDebitCap =>
                $"{deferral.Participant} had {limit} {deferral.Currency} left under its net debit cap of the day; {release} more would have settled it.",
            DeferralReason.BilateralLimit =>
                $"The limit of {deferral.Participant} towards {row.CounterpartyId} left {limit} {deferral.Currency}; {release} more would have settled it.",
            DeferralReason.NoRate => $"No rate leads from {row.SourceCurrency} to {row.DestinationCurrency}.",
            DeferralReason.PartyUnavailable => $"Participant {deferral.Participant} is not active.",
            _ => "Its batch was given up before any funds moved.",
        };
        var next = row.WindowId == WindowId.Rtgs ? " It is tried again as soon as liquidity changes." : $" It is tried again in {row.WindowId}.";
        var isLimit = deferral.Reason <= DeferralReason.BilateralLimit;
        return new WaitView(
            JsonNamingPolicy.SnakeCaseLower.ConvertName(deferral.Reason.ToString()), text + next, deferral.Participant, deferral.Currency,
            isLimit ? Format(deferral.LimitMinor, deferral.Currency) : null, isLimit ? Format(deferral.ReleaseMinor, deferral.Currency) : null, window?.CutOff);
    }

    private static string Format(long minor, string currency) => new Money(minor, Currency.Get(currency)).Format();
}
