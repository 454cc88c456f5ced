using System.Globalization;
using Npgsql;
using Settlement.Domain.Currencies;
using Settlement.Engine.Actions;
using Settlement.Engine.Database;
using Settlement.Engine.Ledger;
using Settlement.Engine.Reference;

namespace Settlement.Api.Liquidity;

/// <summary>
/// Funds a participant as the forecast advises. What is paid in is the previewed amount; it is done only while funding of that day is still advised, so
/// that two treasurers do not follow the same advice.
/// </summary>
internal sealed class FundAdvisedAction(FundingDesk desk, AdvisedFunding advised, NpgsqlDataSource source, IReferenceData reference) : IOperatorAction
{
    public const string Name = "fund_advised";

    private const string DateFormat = "yyyy-MM-dd";

    // Ends with the transaction, also when its process dies.
    private const string TurnSql = "select pg_advisory_xact_lock(hashtextextended($1, 0))";

    public string Kind => Name;

    public string Summary => "Funds a participant by the amount that its liquidity forecast advises for a day";

    public IReadOnlyDictionary<string, string> Parameters { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["participant"] = "the participant's id",
        ["currency"] = "ISO 4217 code",
        ["date"] = "the day that the advice is about, like 2026-11-24",
        ["amount"] = "units of the currency: the advised amount, or what of it is wanted; at most the day's whole need",
    };

    public async Task<ActionDraft> DraftAsync(ActionParameters parameters, CancellationToken cancellationToken)
    {
        var errors = new List<ActionError>();
        if (Read(parameters, errors) is not var (participant, amount, day))
        {
            return ActionDraft.Refused(errors);
        }

        var (timed, error) = await AdviceAsync(participant, amount, day, cancellationToken);
        if (timed is null)
        {
            return ActionDraft.Refused(error!);
        }

        var currency = amount.Currency.Code;
        var when = string.Create(CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd}");
        var item = new DraftItem(
            $"{participant}/{currency}/{when}", $"pay in {amount} for {participant}, for {when}", [participant], currency, amount.Minor, $"{amount} advised for {when}");
        return new ActionDraft($"Fund {participant} as advised: {amount}", [item], [ForecastViews.Recommendation(timed.Advice, timed.By).Statement], []);
    }

    public async Task<ItemResult> DoAsync(ActionOrder order, string key, CancellationToken cancellationToken)
    {
        if (Read(order.Parameters, []) is not var (participant, amount, day))
        {
            return ItemResult.Failed("the participant is not known any more");
        }

        // The action's id makes a second run after a crash find the first one's entry.
        var currency = amount.Currency.Code;
        var funding = string.Create(CultureInfo.InvariantCulture, $"advised-{day:yyyy-MM-dd}-{order.ActionId}");

        // Two that follow the same advice may both be let through before either is done: they take turns, and the second asks again.
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var command = new NpgsqlCommand(TurnSql, connection) { Parameters = { SqlValues.Text($"{Name}/{participant}/{currency}") } })
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        if (!await desk.StandsAsync(participant, currency, funding, cancellationToken)
            && (await AdviceAsync(participant, amount, day, cancellationToken)).Error is { } error)
        {
            return ItemResult.Failed(error.Message);
        }

        var receipt = await desk.FundAsync(participant, currency, amount.Minor, funding, order.Reason, cancellationToken);
        return ItemResult.Done($"{(receipt.Posted ? "posted" : "stood already")} as ledger entry {receipt.Position}");
    }

    /// <summary>The day's advice as it stands, or why this amount does not follow it.</summary>
    private async Task<(TimedAdvice? Advice, ActionError? Error)> AdviceAsync(string participant, Money amount, DateOnly day, CancellationToken cancellationToken)
    {
        var currency = amount.Currency.Code;
        if ((await advised.OfAsync(participant, currency, cancellationToken)).FirstOrDefault(one => one.Advice.Day == day) is not { } timed)
        {
            return (null, new ActionError(
                "parameters.date", "nothing_advised",
                string.Create(CultureInfo.InvariantCulture, $"No funding is advised for {participant} in {currency} on {day:yyyy-MM-dd}: its balance suffices, or no forecast is kept.")));
        }

        return amount.Minor > timed.Advice.NeedMinor
            ? (null, new ActionError(
                "parameters.amount", "beyond_need",
                $"parameters.amount must be at most {Money.Format(timed.Advice.NeedMinor, amount.Currency)}, the whole need of the day; more is no advice (use fund_participant)."))
            : (timed, null);
    }

    private (string Participant, Money Amount, DateOnly Day)? Read(ActionParameters parameters, List<ActionError> errors)
    {
        var participant = parameters.Text("participant", errors);
        var amount = parameters.Amount("amount", "currency", errors);
        var date = parameters.Text("date", errors);
        if (amount is { Minor: <= 0 })
        {
            errors.Add(new ActionError("parameters.amount", "not_positive", "parameters.amount must be more than zero."));
        }

        var day = default(DateOnly);
        if (date is not null && !DateOnly.TryParseExact(date, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out day))
        {
            errors.Add(new ActionError("parameters.date", "not_a_date", "parameters.date must be written like 2026-11-24."));
        }

        if (participant is not null && !reference.Current.Participants.ContainsKey(participant))
        {
            errors.Add(new ActionError("parameters.participant", "not_found", $"There is no participant '{participant}'.", IsMissing: true));
        }

        return errors.Count == 0 ? (participant!, amount!.Value, day) : null;
    }
}
