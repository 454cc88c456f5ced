using System.Buffers;

namespace Settlement.Api.Intake;

/// <summary>A buffer of the thread to write one small answer in, so that its length is known before the first byte is sent.</summary>
internal static class JsonAnswer
{
    /// <summary>Answers that need more have a buffer of their own.</summary>
    private const int InitialBytes = 1_024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    /// <summary>The thread's buffer, empty; to be used and sent without awaiting anything.</summary>
    public static ArrayBufferWriter<byte> Buffer
    {
        get
        {
            var buffer = _buffer ??= new ArrayBufferWriter<byte>(InitialBytes);
            buffer.ResetWrittenCount();
            return buffer;
        }
    }

    /// <summary>Puts the answer into the response; the server flushes it when the request ends.</summary>
    public static void Send(HttpResponse response, int status, ReadOnlySpan<byte> body)
    {
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        response.BodyWriter.Write(body);
    }
}
