using System.Buffers;
using Microsoft.Net.Http.Headers;
using Settlement.Api.Http;

namespace Settlement.Api.Intake;

/// <summary>
/// Reads the JSON body of a request and hands its bytes to a reader where they lie: a body that came in one piece, as nearly
/// all do, is never copied.
/// </summary>
internal static class RequestBody
{
    private const string Json = "application/json";

    /// <summary>The 415 for a body that does not say it is JSON in UTF-8, uncompressed; null when it does.</summary>
    public static IResult? RefuseMediaType(HttpRequest request)
    {
        var isJson = string.Equals(request.ContentType, Json, StringComparison.OrdinalIgnoreCase) || IsJson(request.ContentType);
        return isJson && request.Headers.ContentEncoding.Count == 0
            ? null
            : StatusProblem.Of(request.HttpContext, StatusCodes.Status415UnsupportedMediaType);
    }

    /// <summary>
    /// Reads the body to its end and lets <paramref name="read"/> have it; the bytes are gone when that returns. The server ends bodies beyond the
    /// route's limit, late ones and broken ones with <see cref="BadHttpRequestException"/>, which becomes 413, 408 or 400.
    /// </summary>
    public static async ValueTask<T> ReadAsync<T>(HttpRequest request, Func<ReadOnlyMemory<byte>, T> read)
    {
        var pipe = request.BodyReader;
        while (true)
        {
            var result = await pipe.ReadAsync();
            var buffer = result.Buffer;
            if (result.IsCompleted)
            {
                var value = Read(buffer, read);
                pipe.AdvanceTo(buffer.End);
                return value;
            }

            pipe.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private static T Read<T>(in ReadOnlySequence<byte> buffer, Func<ReadOnlyMemory<byte>, T> read)
    {
        if (buffer.IsSingleSegment)
        {
            return read(buffer.First);
        }

        var length = checked((int)buffer.Length);
        var whole = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            buffer.CopyTo(whole);
            return read(whole.AsMemory(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole);
        }
    }

    private static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && (type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase) || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase))
        && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));
}
