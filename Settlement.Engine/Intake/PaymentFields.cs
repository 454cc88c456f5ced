using System.Runtime.InteropServices;
using System.Text.Json;

namespace Settlement.Engine.Intake;

/// <summary>The fields of one transaction's JSON object, found in one pass; a field that is missing is <c>default</c> (Undefined).</summary>
internal struct PaymentFields
{
    public const string TransactionIdName = "transaction_id";
    public const string IdempotencyKeyName = "idempotency_key";
    public const string AmountName = "amount";
    public const string SourceCurrencyName = "source_currency";
    public const string DestinationCurrencyName = "destination_currency";
    public const string SourceAccountName = "source_account";
    public const string DestinationAccountName = "destination_account";
    public const string CounterpartyIdName = "counterparty_id";
    public const string SettlementWindowName = "settlement_window";
    public const string MetadataName = "metadata";

    public JsonElement TransactionId;
    public JsonElement IdempotencyKey;
    public JsonElement Amount;
    public JsonElement SourceCurrency;
    public JsonElement DestinationCurrency;
    public JsonElement SourceAccount;
    public JsonElement DestinationAccount;
    public JsonElement CounterpartyId;
    public JsonElement SettlementWindow;
    public JsonElement Metadata;

    /// <summary>Fields that intake does not know; they are kept in the body and count in the fingerprint. Null when there are none.</summary>
    public List<JsonProperty>? Unknown;

    public static PaymentFields Collect(JsonElement transaction)
    {
        var fields = default(PaymentFields);
        foreach (var property in transaction.EnumerateObject())
        {
            var name = JsonMarshal.GetRawUtf8PropertyName(property);
            if (name.Contains((byte)'\\'))
            {
                name = System.Text.Encoding.UTF8.GetBytes(property.Name);
            }

            ref var slot = ref fields.Slot(name);
            if (System.Runtime.CompilerServices.Unsafe.IsNullRef(ref slot))
            {
                (fields.Unknown ??= []).Add(property);
            }
            else
            {
                slot = property.Value;
            }
        }

        return fields;
    }

    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    private ref JsonElement Slot(ReadOnlySpan<byte> name)
    {
        // The length tells all but three of the names apart; the comparison then decides.
        switch (name.Length)
        {
            case 6 when name.SequenceEqual("amount"u8): return ref Amount;
            case 8 when name.SequenceEqual("metadata"u8): return ref Metadata;
            case 14 when name.SequenceEqual("transaction_id"u8): return ref TransactionId;
            case 14 when name.SequenceEqual("source_account"u8): return ref SourceAccount;
            case 15 when name.SequenceEqual("source_currency"u8): return ref SourceCurrency;
            case 15 when name.SequenceEqual("idempotency_key"u8): return ref IdempotencyKey;
            case 15 when name.SequenceEqual("counterparty_id"u8): return ref CounterpartyId;
            case 17 when name.SequenceEqual("settlement_window"u8): return ref SettlementWindow;
            case 19 when name.SequenceEqual("destination_account"u8): return ref DestinationAccount;
            case 20 when name.SequenceEqual("destination_currency"u8): return ref DestinationCurrency;
            default: return ref System.Runtime.CompilerServices.Unsafe.NullRef<JsonElement>();
        }
    }
}
