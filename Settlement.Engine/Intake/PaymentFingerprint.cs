using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Settlement.Domain.Transactions;

namespace Settlement.Engine.Intake;

/// <summary>
/// SHA-256 over the canonical body of a payment: two requests have the same fingerprint when they ask for the same, however they are
/// spelled. The canonical body is a JSON object in the form of <see cref="CanonicalJson"/> with every field of the request, where
/// <list type="bullet">
/// <item>the amount is the integer of its minor units, so that 250, 250.00, 2.5e2 and "250.00" are one amount;</item>
/// <item>the settlement window is there even when the request left it out (rtgs);</item>
/// <item>the idempotency key is there even when it came in the header;</item>
/// <item>metadata that is null counts as left out;</item>
/// <item>unknown fields count with their values, so that two bodies that differ only there differ.</item>
/// </list>
/// </summary>
internal static class PaymentFingerprint
{
    /// <summary>A buffer that grew beyond this for one large body is not kept.</summary>
    private const int KeptBytes = 16 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    public static byte[] Compute(Payment payment, in PaymentFields fields)
    {
        var buffer = _buffer ??= new ArrayBufferWriter<byte>(1_024);
        Write(buffer, payment, fields);
        var hash = SHA256.HashData(buffer.WrittenSpan);
        buffer.ResetWrittenCount();
        if (buffer.Capacity > KeptBytes)
        {
            _buffer = null;
        }

        return hash;
    }

    internal static void Write(IBufferWriter<byte> output, Payment payment, in PaymentFields fields)
    {
        var extras = new Extras(fields);
        output.Write("{"u8);
        extras.WriteBefore(output, PaymentFields.AmountName);
        output.Write("\"amount\":"u8);
        CanonicalJson.WriteInteger(output, payment.AmountMinor);
        WriteField(output, ref extras, PaymentFields.CounterpartyIdName, payment.CounterpartyId);
        WriteField(output, ref extras, PaymentFields.DestinationAccountName, payment.DestinationAccount);
        WriteField(output, ref extras, PaymentFields.DestinationCurrencyName, payment.DestinationCurrency);
        WriteField(output, ref extras, PaymentFields.IdempotencyKeyName, payment.IdempotencyKey);
        WriteField(output, ref extras, PaymentFields.SettlementWindowName, PaymentWindows.Name(payment.Window));
        WriteField(output, ref extras, PaymentFields.SourceAccountName, payment.SourceAccount);
        WriteField(output, ref extras, PaymentFields.SourceCurrencyName, payment.SourceCurrency);
        WriteField(output, ref extras, PaymentFields.TransactionIdName, payment.TransactionId);
        extras.WriteRest(output);
        output.Write("}"u8);
    }

    /// <summary>Identifiers and codes need no escaping: their rules allow nothing that would.</summary>
    private static void WriteField(IBufferWriter<byte> output, ref Extras extras, string name, string value)
    {
        output.Write(","u8);
        extras.WriteBefore(output, name);
        var length = name.Length + value.Length + 5;
        var span = output.GetSpan(length);
        span[0] = (byte)'"';
        Encoding.ASCII.GetBytes(name, span[1..]);
        "\":\""u8.CopyTo(span[(name.Length + 1)..]);
        Encoding.ASCII.GetBytes(value, span[(name.Length + 4)..]);
        span[length - 1] = (byte)'"';
        output.Advance(length);
    }

    /// <summary>Metadata and unknown fields in order, merged between the known ones.</summary>
    private ref struct Extras
    {
        private readonly List<KeyValuePair<string, JsonElement>>? _sorted;
        private int _next;

        public Extras(in PaymentFields fields)
        {
            var hasMetadata = fields.Metadata.ValueKind == JsonValueKind.Object;
            if (fields.Unknown is null && !hasMetadata)
            {
                return;
            }

            _sorted = [];
            if (hasMetadata)
            {
                _sorted.Add(new(PaymentFields.MetadataName, fields.Metadata));
            }

            foreach (var property in fields.Unknown ?? [])
            {
                _sorted.Add(new(property.Name, property.Value));
            }

            _sorted.Sort(static (left, right) => string.CompareOrdinal(left.Key, right.Key));
        }

        public void WriteBefore(IBufferWriter<byte> output, string known)
        {
            while (_sorted is not null && _next < _sorted.Count && string.CompareOrdinal(_sorted[_next].Key, known) < 0)
            {
                WriteNext(output);
                output.Write(","u8);
            }
        }

        public void WriteRest(IBufferWriter<byte> output)
        {
            while (_sorted is not null && _next < _sorted.Count)
            {
                output.Write(","u8);
                WriteNext(output);
            }
        }

        private void WriteNext(IBufferWriter<byte> output)
        {
            var (name, value) = _sorted![_next++];
            CanonicalJson.WriteText(output, name);
            output.Write(":"u8);
            CanonicalJson.Write(output, value);
        }
    }
}
