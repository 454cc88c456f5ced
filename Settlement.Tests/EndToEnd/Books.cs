using System.Globalization;
using System.Text.Json.Nodes;
using Xunit;

namespace Settlement.Tests.EndToEnd;

/// <summary>The ledger's balances at one moment, as REST shows them, in units of their currency.</summary>
internal sealed class Books(JsonNode balances)
{
    private readonly Dictionary<(string Account, string Currency), decimal> _balances = balances["items"]!.AsArray().ToDictionary(
        item => ((string)item!["account"]!, (string)item["currency"]!),
        item => decimal.Parse((string)item!["balance"]!, CultureInfo.InvariantCulture));

    /// <summary>What a participant owns.</summary>
    public decimal Of(string participant, string currency) => _balances.GetValueOrDefault(("settlement:" + participant, currency));

    /// <summary>By how much each participant's money grew since, without those that did not change.</summary>
    public Dictionary<(string Participant, string Currency), decimal> GrownSince(Books before) => _balances.Keys.Union(before._balances.Keys)
        .Where(key => key.Account.StartsWith("settlement:", StringComparison.Ordinal))
        .Select(key => (Key: (key.Account["settlement:".Length..], key.Currency), Growth: _balances.GetValueOrDefault(key) - before._balances.GetValueOrDefault(key)))
        .Where(change => change.Growth != 0)
        .ToDictionary(change => change.Key, change => change.Growth);

    /// <summary>What is settled has left nothing open, and each currency's accounts sum to zero.</summary>
    public void AssertClosed()
    {
        Assert.DoesNotContain(_balances, balance => balance.Key.Account.StartsWith("position:", StringComparison.Ordinal) && balance.Value != 0);
        Assert.All(_balances.GroupBy(balance => balance.Key.Currency), currency => Assert.Equal(0m, currency.Sum(balance => balance.Value)));
    }
}
