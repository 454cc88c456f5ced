using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Settlement.Domain.Events;
using Settlement.OperatorConsole.Api;
using Settlement.OperatorConsole.Widgets;

namespace Settlement.OperatorConsole.Pages.Transaction;

/// <summary>The inside of one payment's saga, now or at a past moment.</summary>
public sealed partial class TransactionPage
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private IReadOnlyList<(string From, string To)> _taken = [];
    private IReadOnlyList<TimelineStep> _steps = [];
    private string _current = "";

    [Parameter]
    public string Id { get; set; } = "";

    [SupplyParameterFromQuery]
    private string? At { get; set; }

    protected override string Key => $"transaction {Id} {At}";

    protected override bool KeepsDataWhileLoading => false;

    private string Moment => DateTimeOffset.TryParse(At, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
        ? ZonedText.Of(at, Session.Zone, withDate: true, precise: true)
        : At ?? "";

    private string? Duration => Data?.View.History is { Count: > 1 } history ? TimelineStep.Elapsed(history[^1].At - history[0].At) : null;

    /// <summary>What is final, or past, does not change any more.</summary>
    protected override bool Concerns(EventDigest digest) =>
        At is null && Data is not { View.Next.Count: 0 } && digest.Changes.Any(change => change.Machine is "transaction" or "window");

    protected override Task<ApiResult<TransactionData>> LoadAsync(CancellationToken cancellationToken) => TransactionData.LoadAsync(Api, Id, At, cancellationToken);

    protected override void OnLoaded(TransactionData data)
    {
        _steps = TimelineStep.Of(data.View);
        _taken = [.. data.View.History.Select(step => (StateOf(data, step.From), StateOf(data, step.To)))];
        _current = StateOf(data, data.View.Status);
    }

    /// <summary>The machine's name of a state that the API writes in lower case.</summary>
    private static string StateOf(TransactionData data, string state) =>
        data.Graph?.States.FirstOrDefault(name => string.Equals(name, state, StringComparison.OrdinalIgnoreCase)) ?? state;

    /// <summary>Where what it waits for can be given; null where no form gives it.</summary>
    private static string? ReleaseHref(Settlement.Domain.Transactions.WaitView waits)
    {
        if (waits is not { Participant: { } participant, Currency: { } currency, ReleaseAmount: { } amount })
        {
            return null;
        }

        var path = "/participants/" + Uri.EscapeDataString(participant);
        return waits.Reason switch
        {
            "insufficient_balance" => QueryPath.Of(path, ("currency", currency), ("amount", amount)),
            "net_debit_cap" => QueryPath.Of(path, ("currency", currency), ("raise", amount)),
            _ => null,
        };
    }

    private static string Pretty(JsonElement json) => JsonSerializer.Serialize(json, Indented);
}
