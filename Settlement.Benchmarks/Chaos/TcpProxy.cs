using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Settlement.Benchmarks.Chaos;

/// <summary>
/// A TCP proxy that can drop everything: connections stay open and no byte passes, new ones are taken and lead nowhere, as when a network is cut
/// without anybody being told.
/// </summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private const int ChunkSize = 16 << 10;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, bool> _connections = new();
    private readonly int _target;
    private readonly Task _accepting;
    private volatile TaskCompletionSource _open = Opened();

    public TcpProxy(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>From now on nothing passes, in either direction.</summary>
    public void Drop()
    {
        if (_open.Task.IsCompleted)
        {
            _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>What was held back passes, and all that comes.</summary>
    public void Restore() => _open.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Restore();
        _listener.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(_connections.Keys).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        open.SetResult();
        return open;
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            var connection = ServeAsync(client);
            _connections[connection] = true;
            _ = connection.ContinueWith(ended => _connections.TryRemove(ended, out _), TaskScheduler.Default);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var near = client;
        using var far = new TcpClient { NoDelay = true };
        near.NoDelay = true;
        try
        {
            await _open.Task.WaitAsync(_stop.Token);
            await far.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
            await Task.WhenAny(PumpAsync(near.GetStream(), far.GetStream()), PumpAsync(far.GetStream(), near.GetStream()));
        }
        catch (Exception ended) when (ended is IOException or SocketException or OperationCanceledException)
        {
            // The target is away, or the proxy stops: the client sees its connection close.
        }
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to)
    {
        var chunk = new byte[ChunkSize];
        try
        {
            while (await from.ReadAsync(chunk, _stop.Token) is var count and > 0)
            {
                await _open.Task.WaitAsync(_stop.Token);
                await to.WriteAsync(chunk.AsMemory(0, count), _stop.Token);
            }
        }
        catch (Exception ended) when (ended is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // One side hung up.
        }
    }
}
