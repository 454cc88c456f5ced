using System.Globalization;
using System.Text;

namespace Settlement.Engine.Etcd;

/// <summary>Names of this system's keys in etcd, under the configured prefix.</summary>
internal static class EtcdKeys
{
    public static byte[] Lease(string prefix, string name) => Bytes(prefix + "leases/" + name);

    public static byte[] Fence(string prefix, string name) => Bytes(prefix + "fences/" + name);

    public static byte[] Decision(string prefix, string key) => Bytes(prefix + "consensus/" + key);

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>The first key behind all that begin so.</summary>
    public static byte[] EndOf(byte[] start)
    {
        // Every prefix here ends in a slash, so the last byte has a successor.
        var end = (byte[])start.Clone();
        end[^1]++;
        return end;
    }

    /// <summary>A token as a fence's value: 20 digits.</summary>
    public static byte[] Token(long token) => Bytes(token.ToString("D20", CultureInfo.InvariantCulture));

    public static long ReadToken(byte[] value) => long.Parse(Encoding.UTF8.GetString(value), CultureInfo.InvariantCulture);
}
