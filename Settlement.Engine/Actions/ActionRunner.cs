using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Settlement.Domain.Access;
using Settlement.Domain.Actions;
using Settlement.Engine.Access;
using Settlement.Engine.Database;
using Settlement.Engine.Signals;

namespace Settlement.Engine.Actions;

/// <summary>
/// Does what was ordered, item by item, at the action's rate, one action at a time in each engine. All it knows stands in the database: killed anywhere,
/// another run goes on with the item that was in hand.
/// </summary>
public sealed partial class ActionRunner(
    ActionClaims claims, ActionStore store, IEnumerable<IOperatorAction> kinds, ActivityLog activity, [FromKeyedServices(ActionsRegistration.Signal)] WakeSignal signal, TimeProvider time, ILogger<ActionRunner> logger)
    : BackgroundService
{
    /// <summary>Times that an item is begun; one that takes its runner down with it is given up then.</summary>
    private const int MaxAttempts = 5;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan OutagePause = TimeSpan.FromSeconds(1);

    private readonly string runner = "runner_" + Guid.NewGuid().ToString("N");
    private readonly Dictionary<string, IOperatorAction> byKind = kinds.ToDictionary(kind => kind.Kind, StringComparer.Ordinal);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await claims.ReleaseAsync(runner, cancellationToken);
        }
        catch (Exception failure) when (failure is NpgsqlException or OperationCanceledException)
        {
            LogPaused(failure.Message);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await claims.TakeAsync(runner, stoppingToken) is { } actionId)
                {
                    await RunAsync(actionId, stoppingToken);
                }
                else
                {
                    await signal.WaitAsync(Look, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The runner outlives every failure of what it runs; the action is found again by its state.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                LogPaused(failure.Message);
                await Task.Delay(OutagePause, CancellationToken.None).WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task RunAsync(string actionId, CancellationToken cancellationToken)
    {
        var action = await store.FindAsync(actionId, cancellationToken) ?? throw new InvalidOperationException($"action {actionId} is gone");
        using var json = System.Text.Json.JsonDocument.Parse(action.Parameters);
        var order = new ActionOrder(actionId, new ActionParameters(json.RootElement), action.ExecutedBy ?? action.CreatedBy, action.Reason ?? "");
        var pace = TimeSpan.FromSeconds(1.0 / action.ItemsPerSecond);
        while (true)
        {
            var (isHeld, cancelledBy) = await claims.RenewAsync(actionId, runner, cancellationToken);
            if (!isHeld)
            {
                return;
            }

            if (cancelledBy is not null)
            {
                await claims.SkipRestAsync(actionId, $"cancelled by {cancelledBy}", cancellationToken);
                await EndAsync(action, ActionState.Cancelled, cancellationToken);
                return;
            }

            var started = time.GetTimestamp();
            if (await claims.BeginItemAsync(actionId, cancellationToken) is not { } item)
            {
                await EndAsync(action, ActionState.Finished, cancellationToken);
                return;
            }

            var result = await DoAsync(order, action.Kind, item, cancellationToken);
            await claims.EndItemAsync(actionId, item.Item, result.IsDone ? ItemState.Done : ItemState.Failed, result.Outcome, cancellationToken);

            // The last one waits as well: the rate holds across actions.
            var rest = pace - time.GetElapsedTime(started);
            if (rest > TimeSpan.Zero)
            {
                await Task.Delay(rest, cancellationToken);
            }
        }
    }

    private async Task<ItemResult> DoAsync(ActionOrder order, string kind, StoredItem item, CancellationToken cancellationToken)
    {
        if (item.Attempts > MaxAttempts)
        {
            return ItemResult.Failed($"given up: begun {MaxAttempts} times and never ended");
        }

        if (!byKind.TryGetValue(kind, out var action))
        {
            return ItemResult.Failed($"this version does not know {kind}");
        }

        try
        {
            return await action.DoAsync(order, item.Key, cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException && !DatabaseOutage.Is(failure))
        {
            // A fault of ours in one item must not keep the others from their turn; an outage ends the round instead and is tried again.
            LogItemFailed(order.ActionId, item.Item, failure);
            return ItemResult.Failed($"failed inside: {failure.GetType().Name}; the log has it");
        }
    }

    private async Task EndAsync(StoredAction action, ActionState state, CancellationToken cancellationToken)
    {
        await claims.FinishAsync(action.ActionId, runner, state, cancellationToken);
        var progress = await store.ProgressAsync(action.ActionId, cancellationToken);
        var summary = string.Join(", ", progress.OrderBy(count => count.Key).Select(count => $"{count.Value} {SqlValues.NameOf(count.Key)}"));
        await activity.RecordAsync(
            new ActivityNote(
                action.ExecutedBy ?? action.CreatedBy, KindOf(action.ExecutedById ?? action.CreatedById), null, "actionEnded", action.ActionId, action.Reason ?? "",
                progress.ContainsKey(ItemState.Failed) ? ActivityOutcome.Failed : ActivityOutcome.Done, $"{action.Title}: {summary}"),
            cancellationToken);
        LogEnded(action.ActionId, action.Kind, SqlValues.NameOf(state), summary);
    }

    private static CallerKind KindOf(string callerId) => callerId.StartsWith("person:", StringComparison.Ordinal) ? CallerKind.Person
        : callerId.StartsWith("key:", StringComparison.Ordinal) ? CallerKind.ApiKey : CallerKind.DemoClient;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Operators' actions wait a second: {Reason}")]
    private partial void LogPaused(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Item {Item} of action {ActionId} failed inside")]
    private partial void LogItemFailed(string actionId, int item, Exception failure);

    [LoggerMessage(Level = LogLevel.Information, Message = "Action {ActionId} ({Kind}) is {State}: {Summary}")]
    private partial void LogEnded(string actionId, string kind, string state, string summary);
}
