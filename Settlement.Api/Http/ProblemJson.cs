using System.Text.Json.Serialization;

namespace Settlement.Api.Http;

/// <summary>Serialises problems without reflection, the same in every host, whatever its JSON options are.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ProblemJson : JsonSerializerContext;
