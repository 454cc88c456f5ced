using System.Buffers.Binary;

namespace Settlement.Optimization.Exact.CpSat;

/// <summary>Walks over the fields of one Protocol Buffers message. Damaged bytes throw <see cref="InvalidDataException"/>.</summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> rest = message;

    public int Field { get; private set; }

    /// <summary>The number of the current field, where it is an integer.</summary>
    public long Integer { get; private set; }

    /// <summary>The content of the current field, where it is a text, a packed list or a message.</summary>
    public ReadOnlySpan<byte> Content { get; private set; }

    /// <summary>Moves to the next field; false at the end.</summary>
    public bool Read()
    {
        if (rest.IsEmpty)
        {
            return false;
        }

        var key = Varint();
        Field = (int)(key >> 3);
        Content = default;
        switch (key & 7)
        {
            case 0:
                Integer = unchecked((long)Varint());
                break;
            case 1:
                Integer = BinaryPrimitives.ReadInt64LittleEndian(Take(8));
                break;
            case 2:
                Content = Take((int)Math.Min(Varint(), int.MaxValue));
                break;
            case 5:
                Integer = BinaryPrimitives.ReadInt32LittleEndian(Take(4));
                break;
            default:
                throw new InvalidDataException($"field {Field} has the unknown wire type {key & 7}");
        }

        return true;
    }

    /// <summary>The numbers of the current field, packed or single.</summary>
    public void ReadNumbers(List<long> numbers)
    {
        if (Content.IsEmpty)
        {
            numbers.Add(Integer);
            return;
        }

        var packed = new ProtobufReader(Content);
        while (!packed.rest.IsEmpty)
        {
            numbers.Add(unchecked((long)packed.Varint()));
        }
    }

    private ulong Varint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var next = Take(1)[0];
            value |= (ulong)(next & 127) << shift;
            if (next < 128)
            {
                return value;
            }
        }

        throw new InvalidDataException("a number of more than ten bytes");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > rest.Length)
        {
            throw new InvalidDataException($"{count} bytes expected, {rest.Length} left");
        }

        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }
}
