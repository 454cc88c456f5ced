using System.Text;
using System.Text.Json.Serialization;

namespace Settlement.Engine.Etcd;

// The JSON form of etcd v3's messages, as far as this program uses them: snake_case, bytes in base64, 64-bit numbers as strings, defaults left out.
// https://etcd.io/docs/v3.4/learning/api/

/// <param name="CreateRevision">The cluster's revision that first wrote the key.</param>
internal sealed record EtcdKeyValue(byte[] Key, byte[]? Value, long CreateRevision, long ModRevision, long Lease)
{
    public string Name => Encoding.UTF8.GetString(Key);
}

/// <param name="MemberId">Who answered; beyond what a signed number holds.</param>
/// <param name="RaftTerm">Grows with every election.</param>
internal sealed record EtcdHeader(long Revision, ulong MemberId = 0, ulong RaftTerm = 0);

/// <summary>A condition of a transaction: one of the values is set, the one that <paramref name="Target"/> names.</summary>
internal sealed record EtcdCompare(
    byte[] Key, string Target, string Result, [property: JsonNumberHandling(JsonNumberHandling.WriteAsString)] long? CreateRevision = null,
    [property: JsonNumberHandling(JsonNumberHandling.WriteAsString)] long? ModRevision = null, byte[]? Value = null)
{
    public static EtcdCompare IsAbsent(byte[] key) => new(key, "CREATE", "EQUAL", CreateRevision: 0);

    public static EtcdCompare IsAt(byte[] key, long modRevision) => new(key, "MOD", "EQUAL", ModRevision: modRevision);

    public static EtcdCompare Holds(byte[] key, byte[] value) => new(key, "VALUE", "EQUAL", Value: value);
}

internal sealed record EtcdRange(byte[] Key, byte[]? RangeEnd = null, long Limit = 0, long MinCreateRevision = 0);

internal sealed record EtcdPut(byte[] Key, byte[] Value, long Lease = 0);

internal sealed record EtcdDelete(byte[] Key);

/// <summary>One operation of a transaction: one member is set.</summary>
internal sealed record EtcdOperation(
    EtcdRange? RequestRange = null, EtcdPut? RequestPut = null, EtcdDelete? RequestDeleteRange = null, EtcdTransaction? RequestTxn = null);

internal sealed record EtcdTransaction(IReadOnlyList<EtcdCompare> Compare, IReadOnlyList<EtcdOperation> Success, IReadOnlyList<EtcdOperation> Failure);

internal sealed record EtcdRangeAnswer(EtcdHeader? Header, IReadOnlyList<EtcdKeyValue>? Kvs, bool More);

internal sealed record EtcdOperationAnswer(EtcdRangeAnswer? ResponseRange, EtcdTransactionAnswer? ResponseTxn);

internal sealed record EtcdTransactionAnswer(EtcdHeader? Header, bool Succeeded, IReadOnlyList<EtcdOperationAnswer>? Responses);

internal sealed record EtcdGrant([property: JsonPropertyName("TTL")] long Seconds);

internal sealed record EtcdLeaseId([property: JsonPropertyName("ID")] long Id);

internal sealed record EtcdLeaseAnswer([property: JsonPropertyName("ID")] long Id, [property: JsonPropertyName("TTL")] long Seconds);

/// <summary>An element of a stream, whose answers come one a line.</summary>
internal sealed record EtcdStreamed<T>(T? Result, EtcdError? Error);

internal sealed record EtcdWatchRequest(EtcdWatchCreation CreateRequest);

internal sealed record EtcdWatchCreation(byte[] Key, byte[] RangeEnd, long StartRevision);

internal sealed record EtcdWatchAnswer(EtcdHeader? Header, bool Created, bool Canceled, long CompactRevision, string? CancelReason, IReadOnlyList<EtcdEvent>? Events);

/// <param name="Type">Left out for a put, DELETE for a deletion.</param>
internal sealed record EtcdEvent(string? Type, EtcdKeyValue Kv);

internal sealed record EtcdCredentials(string Name, string Password);

internal sealed record EtcdToken(string Token);

internal sealed record EtcdNothing;

internal sealed record EtcdStatus(EtcdHeader? Header, string Version, ulong Leader, ulong RaftTerm, long DbSize);

internal sealed record EtcdError(int Code, string? Message);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EtcdRange))]
[JsonSerializable(typeof(EtcdRangeAnswer))]
[JsonSerializable(typeof(EtcdPut))]
[JsonSerializable(typeof(EtcdTransaction))]
[JsonSerializable(typeof(EtcdTransactionAnswer))]
[JsonSerializable(typeof(EtcdGrant))]
[JsonSerializable(typeof(EtcdLeaseId))]
[JsonSerializable(typeof(EtcdLeaseAnswer))]
[JsonSerializable(typeof(EtcdStreamed<EtcdLeaseAnswer>))]
[JsonSerializable(typeof(EtcdWatchRequest))]
[JsonSerializable(typeof(EtcdStreamed<EtcdWatchAnswer>))]
[JsonSerializable(typeof(EtcdCredentials))]
[JsonSerializable(typeof(EtcdToken))]
[JsonSerializable(typeof(EtcdNothing))]
[JsonSerializable(typeof(EtcdStatus))]
[JsonSerializable(typeof(EtcdError))]
internal sealed partial class EtcdJson : JsonSerializerContext;
