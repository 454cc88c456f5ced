using Settlement.Domain.Currencies;
using Settlement.Engine.Actions;
using Settlement.Engine.Ledger;
using Settlement.Engine.Reference;

namespace Settlement.Api.Actions.Kinds;

/// <summary>Funds a participant, or pays its money back.</summary>
internal sealed class FundParticipantAction(FundingDesk desk, IReferenceData reference) : IOperatorAction
{
    public const string Name = "fund_participant";

    /// <summary>As the simple route has it: a thousandth of what 64 bits hold.</summary>
    private const long MaxMinor = 1_000_000_000_000_000;
    private const int MaxReference = 64;

    public string Kind => Name;

    public string Summary => "Funds a participant, or pays its money back with a negative amount";

    public IReadOnlyDictionary<string, string> Parameters { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["participant"] = "the participant's id",
        ["currency"] = "ISO 4217 code",
        ["amount"] = "units of the currency; negative pays back",
        ["reference"] = "the funder's reference: the same one is not posted twice",
    };

    public Task<ActionDraft> DraftAsync(ActionParameters parameters, CancellationToken cancellationToken)
    {
        var errors = new List<ActionError>();
        if (Read(parameters, errors) is not var (participant, amount, funding))
        {
            return Task.FromResult(ActionDraft.Refused(errors));
        }

        var item = new DraftItem(
            funding, $"{(amount.Minor > 0 ? "pay in" : "pay back")} {amount} for {participant}", [participant], amount.Currency.Code, amount.Minor, $"{amount} with reference {funding}");
        return Task.FromResult(new ActionDraft($"{(amount.Minor > 0 ? "Fund" : "Defund")} {participant}: {amount}", [item], [], []));
    }

    public async Task<ItemResult> DoAsync(ActionOrder order, string key, CancellationToken cancellationToken)
    {
        if (Read(order.Parameters, []) is not var (participant, amount, funding))
        {
            return ItemResult.Failed("the participant is not known any more");
        }

        try
        {
            var receipt = await desk.FundAsync(participant, amount.Currency.Code, amount.Minor, funding, order.Reason, cancellationToken);
            return ItemResult.Done($"{(receipt.Posted ? "posted" : "stood already")} as ledger entry {receipt.Position}");
        }
        catch (LedgerConflictException refused)
        {
            return ItemResult.Failed(refused.Conflict == LedgerConflict.Overdraft
                ? $"the settlement balance of {participant} is smaller than what is to be paid back"
                : "the reference stands in the ledger with another amount");
        }
    }

    private (string Participant, Money Amount, string Reference)? Read(ActionParameters parameters, List<ActionError> errors)
    {
        var participant = parameters.Text("participant", errors);
        var amount = parameters.Amount("amount", "currency", errors);
        var funding = parameters.Text("reference", errors);
        if (amount is { Minor: 0 or > MaxMinor or < -MaxMinor })
        {
            errors.Add(new ActionError("parameters.amount", "amount_out_of_range", "parameters.amount must not be zero, nor beyond a quadrillion minor units."));
        }

        if (funding?.Length > MaxReference)
        {
            errors.Add(new ActionError("parameters.reference", "too_long", $"parameters.reference must have at most {MaxReference} characters."));
        }

        if (participant is not null && !reference.Current.Participants.ContainsKey(participant))
        {
            errors.Add(new ActionError("parameters.participant", "not_found", $"There is no participant '{participant}'.", IsMissing: true));
        }

        return errors.Count == 0 ? (participant!, amount!.Value, funding!) : null;
    }
}
