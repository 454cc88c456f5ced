namespace Settlement.Engine.Etcd;

/// <summary>The cluster answered, and refused: a wrong request, or missing rights.</summary>
/// <param name="code">The gRPC status code of the answer.</param>
public sealed class EtcdRefusedException(int code, string message) : Exception($"etcd refused: {message}")
{
    public const int NotFound = 5;

    public int Code { get; } = code;
}
