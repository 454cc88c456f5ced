using System.Buffers.Binary;

namespace Settlement.Optimization.Exact.CpSat;

/// <summary>
/// Writes the few field kinds of Protocol Buffers that CP-SAT's messages need (https://protobuf.dev/programming-guides/encoding/): a
/// library of hundreds of classes for five small messages would be the larger risk.
/// </summary>
internal sealed class ProtobufWriter
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int LengthDelimited = 2;

    private byte[] bytes = new byte[256];

    public int Length { get; private set; }

    public byte[] Buffer => bytes;

    public void Clear() => Length = 0;

    public void Integer(int field, long value)
    {
        Raw(((ulong)field << 3) | Varint);
        Raw(unchecked((ulong)value));
    }

    public void Boolean(int field, bool value) => Integer(field, value ? 1 : 0);

    public void Double(int field, double value)
    {
        Raw(((ulong)field << 3) | Fixed64);
        Reserve(sizeof(double));
        BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(Length), value);
        Length += sizeof(double);
    }

    /// <param name="scratch">Holds the packed numbers meanwhile; what it held is lost.</param>
    public void Packed(int field, IEnumerable<long> values, ProtobufWriter scratch)
    {
        scratch.Clear();
        foreach (var value in values)
        {
            scratch.Raw(unchecked((ulong)value));
        }

        Message(field, scratch);
    }

    public void Message(int field, ProtobufWriter content)
    {
        Raw(((ulong)field << 3) | LengthDelimited);
        Raw((ulong)content.Length);
        Reserve(content.Length);
        content.bytes.AsSpan(0, content.Length).CopyTo(bytes.AsSpan(Length));
        Length += content.Length;
    }

    /// <summary>Base 128, least significant group first; a negative number takes ten bytes.</summary>
    private void Raw(ulong value)
    {
        Reserve(10);
        while (value > 127)
        {
            bytes[Length++] = (byte)((value & 127) | 128);
            value >>= 7;
        }

        bytes[Length++] = (byte)value;
    }

    private void Reserve(int more)
    {
        if (Length + more > bytes.Length)
        {
            Array.Resize(ref bytes, Math.Max(bytes.Length * 2, Length + more));
        }
    }
}
