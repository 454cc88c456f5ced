using System.Runtime.InteropServices;
using System.Text.Json;
using Settlement.Domain.Transactions;

namespace Settlement.Engine.Intake;

/// <summary>
/// Metadata is the client's own: kept as it came, never read by the engine, but bounded, since it is stored for ever.
/// </summary>
internal static class MetadataRule
{
    public const int MaxBytes = 4 * 1024;

    /// <summary>Keys of each object in it.</summary>
    public const int MaxKeys = 32;

    /// <summary>Levels of nesting, the metadata object itself being the first.</summary>
    public const int MaxDepth = 4;

    private const int MaxKeyLength = 64;

    public static void Check(JsonElement metadata, PaymentErrors errors)
    {
        const string field = PaymentFields.MetadataName;
        if (metadata.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            return;
        }

        if (metadata.ValueKind != JsonValueKind.Object)
        {
            errors.Add(field, PaymentErrorCodes.WrongType, "metadata must be an object.");
            return;
        }

        var bytes = JsonMarshal.GetRawUtf8Value(metadata).Length;
        if (bytes > MaxBytes)
        {
            errors.Add(field, PaymentErrorCodes.TooLarge, $"metadata has {bytes} bytes; at most {MaxBytes} are allowed.");
            return;
        }

        CheckLevel(metadata, field, 1, errors);
    }

    private static void CheckLevel(JsonElement value, string path, int depth, PaymentErrors errors)
    {
        if (value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
        {
            return;
        }

        if (depth > MaxDepth)
        {
            errors.Add(path, PaymentErrorCodes.TooDeep, $"{path} is nested deeper than {MaxDepth} levels.");
            return;
        }

        if (value.ValueKind == JsonValueKind.Array)
        {
            var index = 0;
            foreach (var item in value.EnumerateArray())
            {
                CheckLevel(item, $"{path}[{index++}]", depth + 1, errors);
            }

            return;
        }

        if (value.GetPropertyCount() > MaxKeys)
        {
            errors.Add(path, PaymentErrorCodes.TooManyKeys, $"{path} has {value.GetPropertyCount()} keys; at most {MaxKeys} are allowed.");
            return;
        }

        foreach (var property in value.EnumerateObject())
        {
            if (property.Name.Length > MaxKeyLength)
            {
                errors.Add(path, PaymentErrorCodes.TooLong, $"{path} has a key of {property.Name.Length} characters; at most {MaxKeyLength} are allowed.");
                return;
            }

            CheckLevel(property.Value, $"{path}.{property.Name}", depth + 1, errors);
        }
    }
}
