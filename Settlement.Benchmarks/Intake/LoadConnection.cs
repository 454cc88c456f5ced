using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;

namespace Settlement.Benchmarks.Intake;

/// <summary>
/// One keep-alive connection with at most one request under way, over a non-blocking socket. Reads just as much HTTP as the answers of
/// intake need: a status, and an end by length or by the last chunk.
/// </summary>
internal sealed class LoadConnection : IDisposable
{
    private readonly byte[] _answer = new byte[16 * 1024];
    private int _received;

    public LoadConnection(IPEndPoint server)
    {
        Socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Socket.Connect(server);
        Socket.Blocking = false;
    }

    public Socket Socket { get; }

    /// <summary>Number of the request under way.</summary>
    public int Request { get; private set; } = -1;

    public void Send(int request, ReadOnlySpan<byte> bytes)
    {
        Request = request;
        _received = 0;

        // A request is far smaller than a socket's buffer, which is empty: the connection carries one at a time.
        var sent = Socket.Send(bytes);
        if (sent != bytes.Length)
        {
            throw new IOException($"Only {sent} of {bytes.Length} bytes could be sent.");
        }
    }

    /// <summary>Takes what has arrived; returns the answer's status when it is complete, else 0.</summary>
    public int Receive()
    {
        var count = Socket.Receive(_answer.AsSpan(_received), SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock)
        {
            return 0;
        }

        if (error != SocketError.Success || count == 0)
        {
            throw new IOException($"The server closed a connection ({error}).");
        }

        _received += count;
        var answer = _answer.AsSpan(0, _received);
        var headers = answer.IndexOf("\r\n\r\n"u8);
        if (headers < 0 || !IsComplete(answer[..headers], answer[(headers + 4)..]))
        {
            return 0;
        }

        Utf8Parser.TryParse(answer[9..12], out int status, out _);
        return status;
    }

    public void Dispose() => Socket.Dispose();

    private static bool IsComplete(ReadOnlySpan<byte> headers, ReadOnlySpan<byte> body)
    {
        var length = headers.IndexOf("Content-Length: "u8);
        return length >= 0 && Utf8Parser.TryParse(headers[(length + 16)..], out int bytes, out _) ? body.Length >= bytes : body.EndsWith("0\r\n\r\n"u8);
    }
}
