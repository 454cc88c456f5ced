using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Settlement.Domain.Reports;

/// <summary>A report as text: snake_case names, in the order of the record's members, so that equal reports have equal texts and hashes.</summary>
public static class ReportJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static string Write(WindowReport report) => JsonSerializer.Serialize(report, Options);

    /// <exception cref="JsonException">The text is not what <see cref="Write"/> made.</exception>
    public static WindowReport Read(string json) =>
        JsonSerializer.Deserialize<WindowReport>(json, Options) ?? throw new JsonException("a report must not be null");

    /// <summary>Lower-case hex SHA-256 of the text in UTF-8.</summary>
    public static string Hash(string json) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)));
}
