using System.Diagnostics;
using System.Globalization;

namespace Settlement.Benchmarks.Chaos;

/// <summary>
/// Rounds of faults on one deployment. Each: traffic, a fault, probes that say how long a payment waits because of it; then traffic rests, everything accepted must
/// come to its end, and the books are audited.
/// </summary>
internal sealed class ChaosRun(ChaosSystem system, int seed, Action<string> say)
{
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(120);
    /// <summary>A round that takes longer tells where the time went.</summary>
    private static readonly TimeSpan Goal = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Traffic = TimeSpan.FromSeconds(1);

    private readonly List<SubmittedPayment> _answered = [];
    private readonly Random _random = new(seed);

    /// <summary>Injects one fault and audits afterwards.</summary>
    /// <exception cref="BrokenRuleException">Something was lost, doubled, or is out of balance.</exception>
    /// <exception cref="TimeoutException">The system does not recover, or does not come to an end.</exception>
    public async Task<ChaosRound> RoundAsync(int number, IFault fault)
    {
        await Task.Delay(Traffic);
        await Task.Delay(_random.Next(500));
        var ended = TimeSpan.Zero;
        var before = _answered.Count + system.Clients.Answered.Count;
        var started = Stopwatch.GetTimestamp();
        var at = TimeProvider.System.GetUtcNow();
        var injecting = InjectAsync();
        var probes = new Probes(system, $"probe-{seed}-{number}", number);
        await probes.SendUntilAsync(injecting);
        await injecting;
        var recovery = await probes.WorstDelayAsync(
            fault.CountsFromEnd ? started + (long)(ended.TotalSeconds * Stopwatch.Frequency) : started, $"seed {seed}, round {number}, {fault.Name}");
        _answered.AddRange(probes.Sent);
        await Task.Delay(Traffic);
        await AuditAsync(number, fault);
        say(string.Create(
            CultureInfo.InvariantCulture,
            $"round {number}: {fault.Name}: payments settle again after {recovery.TotalSeconds:0.0} s; {_answered.Count - before} answered meanwhile; the books are in order"));
        if (recovery > Goal)
        {
            say($"  {await Timeline.DescribeAsync(system.Source, probes.Slowest!, at)}");
        }

        return new ChaosRound(number, fault.Name, recovery, _answered.Count(payment => payment.IsAccepted));

        async Task InjectAsync()
        {
            await fault.InjectAsync(system, _random);
            ended = Stopwatch.GetElapsedTime(started);
            await system.HealAsync(number);
        }
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
            async () => (underWay = await system.FindUnderWayAsync(windowsMayHold, _answered)) is null, DrainLimit,
            () => $"{context}: still under way: {underWay}\n{system.Logs()}");
    }
}
