using System.Text.Json;
using System.Text.Json.Serialization;

namespace Settlement.Domain.Batches;

/// <summary>How problems, plans and batches are written as JSON: snake_case names, enums by name. One place, so that whoever stores and whoever reads agree.</summary>
public static class PlanJson
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter() },
    };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <exception cref="JsonException">The text is not what <see cref="Write"/> made.</exception>
    public static T Read<T>(string json) =>
        JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException($"a {typeof(T).Name} must not be null");
}
