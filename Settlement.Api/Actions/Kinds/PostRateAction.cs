using System.Globalization;
using Microsoft.Extensions.Options;
using Settlement.Domain.Fx;
using Settlement.Domain.Reference;
using Settlement.Engine.Actions;
using Settlement.Engine.Reference;

namespace Settlement.Api.Actions.Kinds;

/// <summary>
/// Posts a quote. Cross-currency payments settle at it, so one that leaps asks for two people: no amount says what it is worth, since it is of all payments to come.
/// It is measured against the latest quote and against that of a day ago, so that small steps do not make a leap, and asks where there is none to measure it by.
/// </summary>
internal sealed class PostRateAction(ReferenceChanges changes, ReferenceStore store, IReferenceData reference, IOptions<ActionOptions> options, TimeProvider time) : IOperatorAction
{
    public const string Name = "post_rate";

    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    public string Kind => Name;

    public string Summary => "Posts a quote of a currency pair; the latest counts";

    public IReadOnlyDictionary<string, string> Parameters { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["base"] = "ISO 4217 code",
        ["quote"] = "ISO 4217 code",
        ["mid"] = "units of quote for one of base",
        ["spread_bps"] = "full bid-ask spread in basis points of mid",
        ["source"] = "where the quote is from",
    };

    public async Task<ActionDraft> DraftAsync(ActionParameters parameters, CancellationToken cancellationToken)
    {
        var errors = new List<ActionError>();
        if (Read(parameters, errors) is not { } rate)
        {
            return ActionDraft.Refused(errors);
        }

        var breaches = ReferenceRules.Check(new ReferenceChange.PostRate(rate)).Select(breach => new ActionError("parameters." + breach.Field, breach.Code, breach.Message)).ToList();
        if (breaches.Count > 0)
        {
            return ActionDraft.Refused(breaches);
        }

        var before = reference.Current.Rates.Mid(rate.Base, rate.Quote);
        var was = before is { } mid ? Text(mid) : "none";
        var item = new DraftItem($"{rate.Base}/{rate.Quote}", $"mid from {was} to {Text(rate.Mid)}, spread {Text(rate.SpreadBasisPoints)} bp, by {rate.Source}", [], null, 0, was);
        return new ActionDraft(
            $"Post {item.Key} at {Text(rate.Mid)}", [item], ["Quotes cannot be taken back: a later one replaces it for what comes after."], [],
            TwoBecause: await TwoBecauseAsync(rate, before, cancellationToken));
    }

    public async Task<ItemResult> DoAsync(ActionOrder order, string key, CancellationToken cancellationToken)
    {
        if (Read(order.Parameters, []) is not { } rate)
        {
            return ItemResult.Failed("its parameters cannot be read any more");
        }

        var result = await changes.ApplyAsync([new ReferenceChange.PostRate(rate)], new ChangeNote(order.Operator, order.Reason), cancellationToken);
        return result.IsRefused ? ItemResult.Failed(string.Join("; ", result.Breaches.Select(breach => breach.Message))) : ItemResult.Done($"posted at {Text(rate.Mid)}");
    }

    private async Task<string?> TwoBecauseAsync(FxRate rate, decimal? before, CancellationToken cancellationToken)
    {
        if (before is not { } last)
        {
            return "it is the first quote of its pair, and nothing tells whether it is right";
        }

        if (Leap(last, rate.Mid, "") is { } leap)
        {
            return leap;
        }

        // The pair may have been quoted either way round, and steps may go back and forth between the two.
        var dayAgo = time.GetUtcNow() - Day;
        var (same, inverse) = (
            await store.MidPostedByAsync(rate.Base, rate.Quote, dayAgo, cancellationToken), await store.MidPostedByAsync(rate.Quote, rate.Base, dayAgo, cancellationToken));
        return (same is { } one ? Leap(one, rate.Mid, " in a day") : null) ?? (inverse is { } other ? Leap(1 / other, rate.Mid, " in a day") : null);
    }

    private string? Leap(decimal before, decimal mid, string within)
    {
        var percent = Math.Abs((mid / before) - 1) * 100;
        return percent > options.Value.FourEyesRatePercent
            ? string.Create(CultureInfo.InvariantCulture, $"the mid moves by {percent:0.##} %{within}, which is more than {options.Value.FourEyesRatePercent:0.##} %")
            : null;
    }

    private FxRate? Read(ActionParameters parameters, List<ActionError> errors)
    {
        var (given, quote, source) = (parameters.Text("base", errors), parameters.Text("quote", errors), parameters.Text("source", errors));
        var (mid, spread) = (Number(parameters, "mid", errors), Number(parameters, "spread_bps", errors));
        return errors.Count == 0 ? new FxRate(given!, quote!, mid, spread, source!, time.GetUtcNow()) : null;
    }

    private static decimal Number(ActionParameters parameters, string field, List<ActionError> errors)
    {
        if (parameters.Text(field, errors) is not { } text)
        {
            return 0;
        }

        if (decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        errors.Add(new ActionError("parameters." + field, "not_a_number", $"parameters.{field} must be a decimal number."));
        return 0;
    }

    private static string Text(decimal number) => number.ToString("0.############", CultureInfo.InvariantCulture);
}
