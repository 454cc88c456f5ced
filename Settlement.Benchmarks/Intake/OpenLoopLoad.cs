using System.Diagnostics;
using System.Net;

namespace Settlement.Benchmarks.Intake;

/// <summary>
/// Offers requests at a fixed rate whether or not the server keeps up, and measures each from the moment at which it was due, so that a server
/// that stalls cannot hide the requests that would have come meanwhile (coordinated omission). One thread and non-blocking sockets,
/// looked at once a millisecond: the load must leave the processors to the system under test. Latencies are rounded up to that look.
/// Connections take turns, so that none is idle for as long as a server keeps an idle one.
/// </summary>
internal sealed class OpenLoopLoad : IDisposable
{
    /// <summary>Requests in flight at most. 10,000/s at 50 ms need 500.</summary>
    private const int Connections = 512;

    /// <summary>After the last request was due, what is not answered in this time counts as not accepted.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly LoadRequest _request;
    private readonly List<LoadConnection> _connections = [];
    private readonly AutoResetEvent _never = new(initialState: false);
    private int _first;

    public OpenLoopLoad(IPEndPoint server, LoadRequest request)
    {
        _request = request;
        for (var i = 0; i < Connections; i++)
        {
            _connections.Add(new LoadConnection(server));
        }
    }

    /// <summary>Requests that were answered with 202, over all steps.</summary>
    public List<int> Accepted { get; } = [];

    /// <param name="isOver">Ends the step before its duration; looked at once a millisecond.</param>
    public LoadStep Run(int offeredPerSecond, TimeSpan duration, CancellationToken stopped, Func<bool>? isOver = null)
    {
        var run = new StepRun(offeredPerSecond, (int)(offeredPerSecond * duration.TotalSeconds), _first);
        var free = new Queue<LoadConnection>(_connections);
        var busy = new Dictionary<System.Net.Sockets.Socket, LoadConnection>(Connections);
        var ready = new List<System.Net.Sockets.Socket>(Connections);
        var deadline = duration + Patience;
        while (!run.IsDone && run.Elapsed < deadline)
        {
            stopped.ThrowIfCancellationRequested();
            if (isOver?.Invoke() == true)
            {
                run.End();
            }

            SendDue(run, free, busy);
            _never.WaitOne(1);
            Receive(run, free, busy, ready);
        }

        _first += run.Count;
        Accepted.AddRange(run.Accepted);
        return run.ToStep();
    }

    public void Dispose()
    {
        _connections.ForEach(connection => connection.Dispose());
        _never.Dispose();
    }

    private void SendDue(StepRun run, Queue<LoadConnection> free, Dictionary<System.Net.Sockets.Socket, LoadConnection> busy)
    {
        while (free.Count > 0 && run.TryTakeDue(out var number))
        {
            var connection = free.Dequeue();
            connection.Send(number, _request.BytesOf(number));
            busy.Add(connection.Socket, connection);
        }
    }

    private static void Receive(
        StepRun run, Queue<LoadConnection> free, Dictionary<System.Net.Sockets.Socket, LoadConnection> busy, List<System.Net.Sockets.Socket> ready)
    {
        ready.Clear();
        ready.AddRange(busy.Keys);
        if (ready.Count == 0)
        {
            return;
        }

        System.Net.Sockets.Socket.Select(ready, null, null, 0);
        foreach (var socket in ready)
        {
            var connection = busy[socket];
            var status = connection.Receive();
            if (status != 0)
            {
                run.Answered(connection.Request, status);
                busy.Remove(socket);
                free.Enqueue(connection);
            }
        }
    }

    /// <summary>The schedule and the tally of one step.</summary>
    private sealed class StepRun(int perSecond, int planned, int first)
    {
        private readonly long _started = Stopwatch.GetTimestamp();
        private readonly List<double> _latencies = new(planned);
        private int _count = planned;
        private int _taken;
        private int _answered;
        private TimeSpan _last;

        public int Count => _count;

        public List<int> Accepted { get; } = new(planned);

        public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_started);

        public bool IsDone => _answered == _count;

        /// <summary>No request comes after those that were taken.</summary>
        public void End() => _count = _taken;

        public bool TryTakeDue(out int number)
        {
            number = first + _taken;
            if (_taken == _count || Due(number) > Elapsed)
            {
                return false;
            }

            _taken++;
            return true;
        }

        public void Answered(int number, int status)
        {
            _answered++;
            _last = Elapsed;
            if (status == 202)
            {
                _latencies.Add((_last - Due(number)).TotalMilliseconds);
                Accepted.Add(number);
            }
        }

        public LoadStep ToStep()
        {
            _latencies.Sort();
            return new LoadStep(perSecond, Accepted.Count / Math.Max(_last.TotalSeconds, (double)_count / perSecond), Percentile(0.50), Percentile(0.99));
        }

        private TimeSpan Due(int number) => TimeSpan.FromSeconds((double)(number - first) / perSecond);

        private double Percentile(double share) => _latencies.Count == 0 ? double.NaN : _latencies[(int)Math.Ceiling(share * _latencies.Count) - 1];
    }
}
