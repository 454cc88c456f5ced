using System.Globalization;
using System.Text.Json;
using Settlement.Domain.Transactions;

namespace Settlement.Engine.Intake;

/// <summary>Reads <c>{"transactions":[...]}</c>: each of 1 to 1,000 transactions by the rules of one of its own, with its key in its body.</summary>
public sealed class PaymentBatchReader(PaymentReader reader)
{
    internal const string TransactionsName = "transactions";

    // The batch's object and its array stand around each transaction.
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = JsonLimits.MaxDepth + 2, AllowDuplicateProperties = false };

    /// <summary>The path of a transaction in field errors: transactions[3].</summary>
    public static string PathOf(int index) => string.Create(CultureInfo.InvariantCulture, $"{TransactionsName}[{index}]");

    /// <param name="body">The request's bytes, at most <see cref="JsonLimits.MaxBatchBytes"/>; not kept.</param>
    public PaymentBatchReading Read(ReadOnlyMemory<byte> body)
    {
        if (JsonText.FindMalformed(body.Span) is { } malformed)
        {
            return PaymentBatchReading.Unreadable(malformed);
        }

        try
        {
            using var document = JsonDocument.Parse(body, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? Read(document.RootElement)
                : PaymentBatchReading.Unreadable("The body must be a JSON object.");
        }
        catch (JsonException fault)
        {
            return PaymentBatchReading.Unreadable(JsonFault.Describe(fault));
        }
    }

    private PaymentBatchReading Read(JsonElement batch)
    {
        if (!batch.TryGetProperty(TransactionsName, out var transactions) || transactions.ValueKind == JsonValueKind.Null)
        {
            return PaymentBatchReading.Refused(PaymentErrorCodes.Required, "transactions is missing.");
        }

        if (transactions.ValueKind != JsonValueKind.Array)
        {
            return PaymentBatchReading.Refused(PaymentErrorCodes.WrongType, "transactions must be an array.");
        }

        var count = transactions.GetArrayLength();
        if (count is 0 or > JsonLimits.MaxBatchTransactions)
        {
            return PaymentBatchReading.Refused(
                PaymentErrorCodes.BatchSize, $"transactions has {count} items; a batch takes 1 to {JsonLimits.MaxBatchTransactions}.");
        }

        var items = new List<PaymentReading>(count);
        foreach (var transaction in transactions.EnumerateArray())
        {
            items.Add(reader.Read(transaction, PathOf(items.Count), headerKey: null));
        }

        return new PaymentBatchReading(items, []);
    }
}
