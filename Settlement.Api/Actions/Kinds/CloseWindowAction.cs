using Microsoft.EntityFrameworkCore;
using Settlement.Api.Liquidity;
using Settlement.Domain.Batches;
using Settlement.Domain.Transactions;
using Settlement.Domain.Windows;
using Settlement.Engine.Actions;
using Settlement.Engine.Intake;
using Settlement.Engine.ReadModel;
using Settlement.Sagas.Drivers;

namespace Settlement.Api.Actions.Kinds;

/// <summary>Closes a window before its cut-off. One item per currency of its payments; the first that is done closes it.</summary>
internal sealed class CloseWindowAction(
    IDbContextFactory<ReadContext> contexts, IIntakeLog log, ClosedWindows closed, IEnumerable<IClosurePreview> previews, AdvisedFunding advised) : IOperatorAction
{
    public const string Name = "close_window";
    private const int MaxNamed = 20;

    private static readonly string[] Waiting = [TransactionState.Submitted, TransactionState.Validated, TransactionState.Deferred];

    public string Kind => Name;

    public string Summary => "Closes a window now: what waits in it is planned, later payments join the next one";

    public IReadOnlyDictionary<string, string> Parameters { get; } = new Dictionary<string, string>(StringComparer.Ordinal) { ["window"] = "the window's id, e.g. t1-USD-2026-11-24" };

    public async Task<ActionDraft> DraftAsync(ActionParameters parameters, CancellationToken cancellationToken)
    {
        var errors = new List<ActionError>();
        if (parameters.Text("window", errors) is not { } window)
        {
            return ActionDraft.Refused(errors);
        }

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await context.Windows.SingleOrDefaultAsync(found => found.WindowId == window, cancellationToken);
        if (row is null)
        {
            return ActionDraft.Refused(new ActionError("parameters.window", "not_found", $"There is no window '{window}'.", IsMissing: true));
        }

        if (row.State != WindowState.Open || closed.Contains(window))
        {
            return ActionDraft.Refused(new ActionError("parameters.window", "window_closed", $"Window {window} is closed already."));
        }

        var sums = await context.Transactions.Where(t => t.IsOpen && t.WindowId == window && Waiting.Contains(t.State))
            .GroupBy(t => t.SourceCurrency).Select(group => new { Currency = group.Key, Count = group.Count(), Minor = group.Sum(t => t.AmountMinor) })
            .OrderBy(sum => sum.Currency).ToListAsync(cancellationToken);
        var parties = await context.Transactions.Where(t => t.IsOpen && t.WindowId == window && Waiting.Contains(t.State))
            .Select(t => t.SourceParticipant).Union(
                context.Transactions.Where(t => t.IsOpen && t.WindowId == window && Waiting.Contains(t.State)).Select(t => t.CounterpartyId))
            .OrderBy(party => party).Take(1_000).ToListAsync(cancellationToken);
        IReadOnlyList<DraftItem> items = sums.Count == 0
            ? [new DraftItem(window, "no payment waits in it", [], null, 0, "open")]
            : [.. sums.Select(sum => new DraftItem($"{window} {sum.Currency}", $"{sum.Count} payments in {sum.Currency}", parties, sum.Currency, sum.Minor, "open"))];
        return new ActionDraft(
            $"Close {window} early: {sums.Sum(sum => sum.Count)} payments", items, await NotesAsync(window, row.CutOff, cancellationToken), []);
    }

    public async Task<ItemResult> DoAsync(ActionOrder order, string key, CancellationToken cancellationToken)
    {
        var window = key.Split(' ')[0];
        var marker = await log.AppendWindowCloseAsync(window, order.Operator, order.Reason, cancellationToken);
        closed.Add(window, marker.Position);
        return ItemResult.Done(marker.Appended ? $"closed at position {marker.Position} of the intake log" : $"closed since position {marker.Position} of the intake log, by {marker.ClosedBy}");
    }

    private async Task<IReadOnlyList<string>> NotesAsync(string window, DateTimeOffset cutOff, CancellationToken cancellationToken)
    {
        var notes = new List<string> { $"Its cut-off is at {cutOff:yyyy-MM-dd HH:mm} UTC; a closed window is never opened again." };
        if (previews.FirstOrDefault() is not { } preview)
        {
            return notes;
        }

        if (await preview.DeferredAsync(window, cancellationToken) is not { } deferred)
        {
            notes.Add("What would be deferred was not tried: too many payments wait in it.");
        }
        else if (deferred.Count == 0)
        {
            notes.Add("Nothing would be deferred as things stand.");
        }
        else
        {
            notes.Add($"{deferred.Count} payments would be deferred as things stand: {string.Join(", ", deferred.Take(MaxNamed).Select(one => $"{one.TransactionId} ({one.Reason} of {one.Participant})"))}{(deferred.Count > MaxNamed ? ", …" : "")}.");
            await AddAdviceAsync(notes, deferred, cancellationToken);
        }

        return notes;
    }

    /// <summary>For those who lack funds: what their forecasts advise.</summary>
    private async Task AddAdviceAsync(List<string> notes, IReadOnlyList<Deferral> deferred, CancellationToken cancellationToken)
    {
        var without = deferred.Where(one => one.Reason == DeferralReason.InsufficientBalance).Select(one => (one.Participant, one.Currency)).Distinct().Take(MaxNamed);
        foreach (var (participant, currency) in without)
        {
            if (await advised.SayAsync(participant, currency, cancellationToken) is { } advice)
            {
                notes.Add(advice);
            }
        }
    }
}
