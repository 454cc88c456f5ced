namespace Settlement.Engine.Etcd;

/// <summary>No member of the cluster answered in time, or the cluster has no leader. What was asked for may have been done or not.</summary>
public sealed class EtcdUnavailableException(string message, Exception? inner = null) : IOException(message, inner);
