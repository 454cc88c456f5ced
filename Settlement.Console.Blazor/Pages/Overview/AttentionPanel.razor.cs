using System.Globalization;
using Microsoft.AspNetCore.Components;
using Settlement.Domain.Failures;
using Settlement.Domain.Windows;
using Settlement.OperatorConsole.Widgets;

namespace Settlement.OperatorConsole.Pages.Overview;

/// <summary>What stands still until somebody decides, most urgent first.</summary>
public sealed partial class AttentionPanel
{
    private const int MaxAlerts = 3;
    private const int MaxValues = 3;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    [Parameter]
    [EditorRequired]
    public OverviewData Data { get; set; } = null!;

    private IReadOnlyList<Item> Items { get; set; } = [];

    protected override void OnParametersSet() => Items = [.. Unhealthy(), .. Failed(), .. Approvals(), .. Confirmations(), .. Alerts(), .. Deferred()];

    /// <summary>A time of the day alone would be taken for today's.</summary>
    private bool IsOld(DateTimeOffset since) => Time.GetUtcNow() - since > TimeSpan.FromHours(12);

    private IEnumerable<Item> Unhealthy() => (Data.Health?.Parts ?? [])
        .Where(part => part.Status is not ("healthy" or "disabled"))
        .Select(part => new Item("bad", $"{part.Name} is {part.Status}", part.Detail, "/system#" + part.Name, part.Since));

    private IEnumerable<Item> Failed() => Data.Failures.Select(one => new Item(
        "bad", $"{Words.Count(one.Group.Count, one.Group.Kind == FailureKind.Wire ? "wire" : "payment")} failed: {Words.Spaced(one.Group.Cause)}",
        string.Join(", ", one.Group.Values.Take(MaxValues).Select(value => $"{AmountText.Group(value.Amount, value.Currency)} {value.Currency}")),
        "/failures", one.Group.Oldest, one.CutOff));

    private IEnumerable<Item> Approvals() => Data.Waiting.Select(action => new Item(
        "warn", $"Approve: {action.Title}", $"{action.ExecutedBy} asks for a second person", "/actions/" + Uri.EscapeDataString(action.ActionId), action.ExecutedAt));

    private IEnumerable<Item> Confirmations() => Data.Awaiting.Select(batch => new Item(
        "warn", $"Confirm batch {batch.BatchId}", $"{Words.Count(batch.Transactions, "payment")}; its value asks for a confirmation",
        "/batches/" + Uri.EscapeDataString(batch.BatchId), batch.UpdatedAt));

    /// <summary>Those that nobody has taken note of; the mild ones are for the risk page. Beyond a few only their number is of use here.</summary>
    private IEnumerable<Item> Alerts()
    {
        var grave = Data.Alerts.Where(alert => alert.Severity is not "info").OrderBy(alert => alert.Severity is not "critical").ThenBy(alert => alert.RaisedAt).ToList();
        foreach (var alert in grave.Take(MaxAlerts))
        {
            yield return new Item(alert.Severity is "critical" ? "bad" : "warn", $"Alert: {Words.Spaced(alert.Kind)}", alert.Message, "/risk", alert.RaisedAt);
        }

        if (grave.Count > MaxAlerts)
        {
            yield return new Item("warn", $"{Words.Count(grave.Count - MaxAlerts, "more alert")}", "that nobody has taken note of", "/risk", null);
        }
    }

    private IEnumerable<Item> Deferred()
    {
        if (Data.Pipeline.Transactions.TryGetValue("deferred", out var count) && count > 0)
        {
            yield return new Item(
                "warn", string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? "payment waits" : "payments wait")}"), "for liquidity, a limit or a party; each says what would release it",
                "/transactions?status=deferred", null);
        }
    }

    private sealed record Item(string Tone, string Title, string Detail, string Href, DateTimeOffset? Since, WindowView? CutOff = null);
}
