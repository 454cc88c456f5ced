using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Settlement.Domain.Transactions;
using Settlement.Engine.Intake;

namespace Settlement.Api.Intake;

/// <summary>
/// The answers to submitted payments, from pieces that are UTF-8 already. Identifiers go in as they are: their rule allows no character that
/// JSON would escape.
/// </summary>
internal static class SubmissionJson
{
    public static void WriteAccepted(IBufferWriter<byte> output, string transactionId, string window, WindowRoll? roll)
    {
        output.Write("{\"transaction_id\":\""u8);
        WriteAscii(output, transactionId);
        output.Write("\",\"status\":\"submitted\",\"message\":\"Transaction queued for processing\",\"metadata\":{\"window\":\""u8);
        WriteAscii(output, window);
        output.Write("\""u8);
        if (roll is not null)
        {
            output.Write(",\"rolled_to\":\""u8);
            WriteAscii(output, roll.ValueDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            output.Write("\",\"window_id\":\""u8);
            WriteAscii(output, JsonEncodedText.Encode(roll.WindowId).ToString());
            output.Write("\",\"reason\":\""u8);
            output.Write(JsonEncodedText.Encode(roll.Reason).EncodedUtf8Bytes);
            output.Write("\""u8);
        }

        output.Write("}}"u8);
    }

    /// <param name="batchId">Null until the transaction is in a batch.</param>
    public static void WriteDuplicate(IBufferWriter<byte> output, string transactionId, string? batchId)
    {
        output.Write("{\"transaction_id\":\""u8);
        WriteAscii(output, transactionId);
        output.Write("\",\"status\":\"deduped\",\"message\":\"Transaction already processed\",\"metadata\":{\"original_batch\":"u8);
        if (batchId is null)
        {
            output.Write("null}}"u8);
            return;
        }

        output.Write("\""u8);
        output.Write(JsonEncodedText.Encode(batchId).EncodedUtf8Bytes);
        output.Write("\"}}"u8);
    }

    /// <summary>An item of a batch that was not taken.</summary>
    public static void WriteInvalid(IBufferWriter<byte> output, string? transactionId, IReadOnlyList<PaymentError> errors)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("transaction_id"u8, transactionId);
        json.WriteString("status"u8, "invalid"u8);
        json.WriteStartArray("errors"u8);
        foreach (var error in errors)
        {
            json.WriteStartObject();
            json.WriteString("field"u8, error.Field);
            json.WriteString("code"u8, error.Code);
            json.WriteString("message"u8, error.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteAscii(IBufferWriter<byte> output, string text)
    {
        var written = Encoding.ASCII.GetBytes(text, output.GetSpan(text.Length));
        output.Advance(written);
    }
}
