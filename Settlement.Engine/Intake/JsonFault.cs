using System.Globalization;
using System.Text.Json;

namespace Settlement.Engine.Intake;

/// <summary>Says for a person where a text stops being JSON.</summary>
internal static class JsonFault
{
    public static string Describe(JsonException fault) =>
        fault is { LineNumber: { } line, BytePositionInLine: { } place }
            ? string.Create(CultureInfo.InvariantCulture, $"The body is not valid JSON: line {line + 1}, byte {place + 1}.")
            : "The body is not valid JSON: an object names a field twice.";
}
