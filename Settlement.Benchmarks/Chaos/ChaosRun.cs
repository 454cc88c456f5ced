using System.Diagnostics;
using System.Globalization;

namespace Settlement.Benchmarks.Chaos;

/// <summary>
/// Rounds of faults on one deployment. Each: traffic, a fault, a probe that says when payments settle again; then traffic rests, everything accepted must
/// come to its end, and the books are audited.
/// </summary>
internal sealed class ChaosRun(ChaosSystem system, int seed, Action<string> say)
{
    private static readonly TimeSpan RecoveryLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Traffic = TimeSpan.FromSeconds(1);

    private readonly List<SubmittedPayment> _answered = [];
    private readonly Random _random = new(seed);
    private int _probes;

    /// <summary>Injects one fault and audits afterwards.</summary>
    /// <exception cref="BrokenRuleException">Something was lost, doubled, or is out of balance.</exception>
    /// <exception cref="TimeoutException">The system does not recover, or does not come to an end.</exception>
    public async Task<ChaosRound> RoundAsync(int number, IFault fault)
    {
        await Task.Delay(Traffic);
        await Task.Delay(_random.Next(500));
        var (accepted, started) = (system.Clients.Answered.Count, Stopwatch.GetTimestamp());
        var ended = TimeSpan.Zero;
        var injecting = InjectAsync();
        var recovered = await ProbeAsync(number, fault, fault.CountsFromEnd ? injecting : Task.CompletedTask, started);
        await injecting;
        var recovery = fault.CountsFromEnd ? recovered - ended : recovered;
        recovery = recovery > TimeSpan.Zero ? recovery : TimeSpan.Zero;
        await Task.Delay(Traffic);
        await AuditAsync(number, fault);
        say(string.Create(
            CultureInfo.InvariantCulture,
            $"round {number}: {fault.Name}: payments settle again after {recovery.TotalSeconds:0.0} s; {_answered.Count - accepted} answered under it; the books are in order"));
        return new ChaosRound(number, fault.Name, recovery, _answered.Count(payment => payment.IsAccepted));

        async Task InjectAsync()
        {
            await fault.InjectAsync(system, _random);
            ended = Stopwatch.GetElapsedTime(started);
            await system.HealAsync(number);
        }
    }

    /// <summary>Sends a payment once the fault is there, until it is answered and has come to its end. Returns when that was, after the fault began.</summary>
    private async Task<TimeSpan> ProbeAsync(int number, IFault fault, Task after, long started)
    {
        await after;
        await Task.Delay(100);
        var id = string.Create(CultureInfo.InvariantCulture, $"probe-{seed}-{++_probes}");
        var payment = await system.Clients.SendProbeAsync(id, number);
        _answered.Add(payment);
        await Deadline.UntilAsync(
            async () => await system.IsFinalAsync(id), RecoveryLimit, () => $"seed {seed}, round {number}, {fault.Name}: payments do not settle\n{system.Logs()}");
        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>Rests the traffic, brings everything to its end, and derives from the tables whether all is as it must be.</summary>
    private async Task AuditAsync(int number, IFault fault)
    {
        var context = string.Create(CultureInfo.InvariantCulture, $"seed {seed}, round {number}, {fault.Name}");
        var clients = system.Clients;
        await clients.FinishAsync(DrainLimit);
        _answered.AddRange(clients.Answered);
        if (clients.Wrong.Count > 0 || !clients.EveryUnavailableSaidWhen)
        {
            throw new BrokenRuleException($"{context}: {clients.Wrong.FirstOrDefault() ?? "a 503 without Retry-After"}");
        }

        if (system.FindError() is { } error)
        {
            throw new BrokenRuleException($"{context}: {error}");
        }

        await DrainAsync(context, windowsMayHold: true);
        foreach (var window in await system.UsedWindowsAsync())
        {
            await Deadline.UntilAsync(() => system.Operator.TryCloseAsync(window), DrainLimit, () => $"{context}: {window} cannot be closed");
        }

        await DrainAsync(context, windowsMayHold: false);
        await new Books(system.Source, context).RequireInOrderAsync(_answered);
        await system.ResumeTrafficAsync(number);
    }

    private async Task DrainAsync(string context, bool windowsMayHold)
    {
        string? underWay = null;
        await Deadline.UntilAsync(
            async () => (underWay = await system.FindUnderWayAsync(windowsMayHold)) is null, DrainLimit,
            () => $"{context}: still under way: {underWay}\n{system.Logs()}");
    }
}
