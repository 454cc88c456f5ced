using Microsoft.Extensions.Options;

namespace Settlement.Engine.Intake;

/// <summary>
/// How much this process accepts just now. Who sends payments waits for the answer, and nobody waits for the engine in the same way: in a burst the engine of the
/// same process leaves the processors to intake. A load that lasts is shared, or what was accepted would never be settled: the time that the engine has
/// waited comes back to intake only as fast as calm passes.
/// </summary>
public sealed class IntakePressure(IOptions<IntakeOptions> options)
{
    private const int SpanMilliseconds = 250;

    private readonly Lock _turn = new();
    private readonly double _limit = options.Value.BurstPerSecond(Environment.ProcessorCount) * (SpanMilliseconds / 1000.0);
    private readonly int _crowd = options.Value.BurstWaitingPerProcessor * Environment.ProcessorCount;
    private readonly long _longest = options.Value.BurstSeconds * 1000L;
    private long _spanEnd;
    private long _waited;
    private bool _waits;
    private int _counted;
    private int _waiting;

    /// <summary>A payment has come and waits for its answer.</summary>
    public void Enter() => Interlocked.Increment(ref _waiting);

    /// <summary>It was answered.</summary>
    public void Leave() => Interlocked.Decrement(ref _waiting);

    /// <summary>Counts accepted payments.</summary>
    public void Note(int payments) => Count(payments, Environment.TickCount64);

    /// <summary>Whether the engine should leave the processors to intake.</summary>
    public bool IsBurst => Count(0, Environment.TickCount64);

    /// <param name="now">Milliseconds of real time: a pressure is about the machine, not about settlement's clock.</param>
    /// <returns>Whether a burst is under way in which the engine should wait.</returns>
    public bool Count(int payments, long now)
    {
        lock (_turn)
        {
            if (now >= _spanEnd)
            {
                // Those who wait count as well: a machine that cannot keep up with both accepts few because its engine is at work.
                var isBurst = (_counted > _limit && now < _spanEnd + SpanMilliseconds) || Volatile.Read(ref _waiting) > _crowd;
                _waits = isBurst && _waited < _longest;
                _waited = _waits ? _waited + SpanMilliseconds : isBurst ? _waited : Math.Max(0, _waited - (now - _spanEnd + SpanMilliseconds));
                _counted = 0;
                _spanEnd = now + SpanMilliseconds;
            }

            _counted += payments;
            return _waits;
        }
    }
}
