using Microsoft.Extensions.Options;
using Settlement.Domain.Currencies;

namespace Settlement.Engine.Actions;

/// <summary>A threshold under a wrong name would leave its currency to <see cref="ActionOptions.FourEyesElsewhere"/> without a word.</summary>
internal sealed class ActionOptionsRules : IValidateOptions<ActionOptions>
{
    /// <summary>As for <see cref="ActionOptions.FourEyesElsewhere"/>.</summary>
    private const decimal Most = 1e15m;

    public ValidateOptionsResult Validate(string? name, ActionOptions options)
    {
        var breaches = options.FourEyes.Where(threshold => Currency.Find(threshold.Key.ToUpperInvariant()) is null)
            .Select(threshold => $"Actions:FourEyes:{threshold.Key} must be an active ISO 4217 code, e.g. Actions:FourEyes:EUR=1000000.")
            .Concat(options.FourEyes.Where(threshold => threshold.Value is < 0 or > Most)
                .Select(threshold => $"Actions:FourEyes:{threshold.Key} must be from 0 to {Most:0}, in units of the currency."))
            .ToList();
        return breaches.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(breaches);
    }
}
