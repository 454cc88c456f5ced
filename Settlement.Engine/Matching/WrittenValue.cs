using System.Globalization;
using System.Text;
using Settlement.Engine.Leadership;

namespace Settlement.Engine.Matching;

/// <summary>
/// A decision as it stands in etcd: a line with who wrote it, under which term, and when, then the value itself. The line's fields are engine, lease and
/// token (both empty for a writer outside every term) and time, separated by tabs.
/// </summary>
internal sealed record WrittenValue(string By, Fence? Fence, DateTimeOffset At, byte[] Value)
{
    public byte[] ToBytes()
    {
        var line = string.Create(
            CultureInfo.InvariantCulture, $"{By}\t{Fence?.Lease}\t{Fence?.Token}\t{At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)}\n");
        return [.. Encoding.UTF8.GetBytes(line), .. Value];
    }

    /// <exception cref="InvalidDataException">Somebody else wrote under this system's prefix.</exception>
    public static WrittenValue Parse(byte[] bytes)
    {
        var end = bytes.AsSpan().IndexOf((byte)'\n');
        var fields = end < 0 ? [] : Encoding.UTF8.GetString(bytes, 0, end).Split('\t');
        return fields.Length == 4 && DateTimeOffset.TryParse(fields[3], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? new WrittenValue(
                fields[0], fields[1].Length == 0 ? null : new Fence(fields[1], long.Parse(fields[2], CultureInfo.InvariantCulture)), at, bytes[(end + 1)..])
            : throw new InvalidDataException("a key of the consensus log in etcd holds a value that this system did not write");
    }
}
