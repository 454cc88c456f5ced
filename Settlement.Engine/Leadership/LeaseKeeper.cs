using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Settlement.Engine.Leadership;

/// <summary>
/// Keeps this engine's leases: renews them, takes free ones up to its share, hands shards over when another engine has come, and gives all back
/// at once when it stops. It never works itself; it only lets drivers.
/// </summary>
public sealed partial class LeaseKeeper(
    ILeases leases, FenceStore fences, EngineRegister engines, EngineIdentity self, DutyBoard board, LeadershipMetrics metrics,
    IOptions<LeadershipOptions> options, TimeProvider time, ILogger<LeaseKeeper> logger) : BackgroundService
{
    /// <summary>An engine that has just come is cold: it gets one shard after the other, so that few payments wait for its first ones.</summary>
    private static readonly TimeSpan HandOverPace = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<string, Task> _handOvers = new(StringComparer.Ordinal);
    private long _renewedAt = long.MinValue;
    private long _handedOverAt = long.MinValue;
    private bool _isAway;

    private LeadershipOptions Options => options.Value;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Task.WhenAll(_handOvers.Values);
        var terms = board.Terms.Values.ToList();
        foreach (var term in terms)
        {
            // Its driver has stopped: hosted services stop in the reverse order of their start.
            await term.EndAsync(TimeSpan.Zero, time);
            board.End(term);
        }

        try
        {
            foreach (var term in terms)
            {
                await leases.ReleaseAsync(term.Lease, cancellationToken);
            }

            await engines.StopAsync(self.EngineId, cancellationToken);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // The leases run out by themselves.
            LogNotReleased(failure);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken);
                if (_isAway)
                {
                    LogBack();
                    _isAway = false;
                }

                await leases.WaitForChangeAsync(TimeSpan.FromMilliseconds(Options.LookMilliseconds), stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) // whatever it is: terms that are not renewed end by themselves, and the loop tries again
            {
                if (!_isAway)
                {
                    LogAway(failure);
                    _isAway = true;
                }

                await Task.Delay(TimeSpan.FromMilliseconds(Options.LookMilliseconds), time, stoppingToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task LookAsync(CancellationToken stoppingToken)
    {
        if (_renewedAt == long.MinValue || time.GetElapsedTime(_renewedAt) >= TimeSpan.FromMilliseconds(Options.RenewMilliseconds))
        {
            await WithinAsync(RenewAsync, stoppingToken);
        }

        await WithinAsync(
            async cancellationToken =>
            {
                var live = await LiveAsync(cancellationToken);
                HandOverSurplus(live);
                await TakeFreeAsync(live, cancellationToken);
            },
            stoppingToken);
    }

    /// <summary>A store that hangs must not keep this loop from the next try: neither half of a look may take longer than a third of a lease.</summary>
    private async Task WithinAsync(Func<CancellationToken, Task> half, CancellationToken stoppingToken)
    {
        using var limit = new CancellationTokenSource(Options.TimeToLive / 3, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, limit.Token);
        await half(either.Token);
    }

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var held = await leases.RenewAsync(self.EngineId, Options.TimeToLive, cancellationToken);
        foreach (var term in board.Terms.Values)
        {
            if (held.Contains(term.Lease.Name))
            {
                // From when it was asked for: the answer may have taken long.
                term.Extend(Options.TimeToLive - time.GetElapsedTime(started));
            }
            else
            {
                term.Lose();
                board.End(term);
                metrics.Lost(term.Lease.Name);
                LogLost(term.Lease.Name, term.Lease.Token);
            }
        }

        _renewedAt = started;
    }

    /// <summary>How many engines live. One of this machine whose process has gone loses its leases at once.</summary>
    private async Task<int> LiveAsync(CancellationToken cancellationToken)
    {
        var live = await engines.BeatAsync(self.EngineId, self.Place, Options.TimeToLive, cancellationToken);
        var dead = live.Where(engine => engine.Place.IsGone()).ToList();
        foreach (var (engineId, _) in dead)
        {
            LogDead(engineId);
            await leases.EvictAsync(engineId, cancellationToken);
            await engines.StopAsync(engineId, cancellationToken);
        }

        return Math.Max(1, live.Count - dead.Count);
    }

    private async Task TakeFreeAsync(int live, CancellationToken cancellationToken)
    {
        var mine = board.Terms;
        var all = await leases.ListAsync(cancellationToken);
        foreach (var lease in all.Where(lease => lease.Holder == self.EngineId && !mine.ContainsKey(lease.Name) && !IsHandedOver(lease.Name)))
        {
            // Taken before a failure kept its term from beginning, or renewed after the term had ended here.
            await leases.ReleaseAsync(lease, cancellationToken);
        }

        var held = all.Select(lease => lease.Name).ToHashSet(StringComparer.Ordinal);
        var room = Math.Max(0, Duties.ShareOf(live) - mine.Count);
        var free = Duties.Single.Concat(Duties.Shards).Where(duty => !held.Contains(duty) && !mine.ContainsKey(duty)).Take(room).ToList();
        if (free.Count == 0)
        {
            return;
        }

        if (await fences.EndStalledAsync(cancellationToken) is > 0 and var stalled)
        {
            LogStalled(stalled);
        }

        // Side by side: after another engine's death each of them holds work up.
        await Task.WhenAll(free.Select(duty => TakeAsync(duty, cancellationToken)));
    }

    private async Task TakeAsync(string duty, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var highest = await fences.HighestAsync(duty, cancellationToken);
        if (await leases.TryAcquireAsync(duty, self.EngineId, highest, Options.TimeToLive, cancellationToken) is not { } lease)
        {
            return;
        }

        if (!await fences.RaiseAsync(lease, cancellationToken))
        {
            // Somebody began a later term meanwhile: this one never began.
            await leases.ReleaseAsync(lease, cancellationToken);
            return;
        }

        board.Begin(new Term(lease, Options.TimeToLive - time.GetElapsedTime(started), time));
        metrics.Taken(duty);
        LogTaken(duty, lease.Token);
    }

    /// <summary>Shards move to engines that have fewer; single duties stay where they are, since moving one costs its driver a new start.</summary>
    private void HandOverSurplus(int live)
    {
        var terms = board.Terms;
        var surplus = terms.Count - _handOvers.Count(handOver => !handOver.Value.IsCompleted) - Duties.ShareOf(live);
        var isTime = _handedOverAt == long.MinValue || time.GetElapsedTime(_handedOverAt) >= HandOverPace;
        if (surplus > 0 && isTime && Duties.Shards.Reverse().FirstOrDefault(shard => terms.ContainsKey(shard) && !IsHandedOver(shard)) is { } next)
        {
            _handedOverAt = time.GetTimestamp();
            _handOvers[next] = HandOverAsync(terms[next]);
        }
    }

    private bool IsHandedOver(string shard) => _handOvers.TryGetValue(shard, out var underWay) && !underWay.IsCompleted;

    private async Task HandOverAsync(Term term)
    {
        await term.EndAsync(TimeSpan.FromMilliseconds(Options.HandOverMilliseconds), time);
        board.End(term);
        try
        {
            await leases.ReleaseAsync(term.Lease, CancellationToken.None);
            LogHandedOver(term.Lease.Name);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // It is not renewed in this term any more; the next renewal ends it, or its time does.
            LogNotReleased(failure);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "This engine has {Lease} now, token {Token}")]
    private partial void LogTaken(string lease, long token);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Lease} was handed over: another engine has room")]
    private partial void LogHandedOver(string lease);

    [LoggerMessage(Level = LogLevel.Warning, Message = "This engine has lost {Lease}, token {Token}")]
    private partial void LogLost(string lease, long token);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Engine {Engine} is dead: its process has gone")]
    private partial void LogDead(string engine);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Sessions} sessions of an engine that stands still in the middle of a write were ended")]
    private partial void LogStalled(long sessions);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Leases cannot be renewed; this engine stops working when they run out")]
    private partial void LogAway(Exception failure);

    [LoggerMessage(Level = LogLevel.Information, Message = "Leases can be renewed again")]
    private partial void LogBack();

    [LoggerMessage(Level = LogLevel.Warning, Message = "A lease could not be given back; it runs out by itself")]
    private partial void LogNotReleased(Exception failure);
}
