using System.Text.Json;
using System.Text.Json.Serialization;

namespace Settlement.Engine.Matching;

/// <summary>How proposals, votes and certificates stand in the consensus log: snake_case JSON, binary as base64.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Proposal))]
[JsonSerializable(typeof(PartyVote))]
[JsonSerializable(typeof(Certificate))]
internal sealed partial class ConsensusRecords : JsonSerializerContext
{
    public static byte[] Write(Proposal value) => JsonSerializer.SerializeToUtf8Bytes(value, Default.Proposal);

    public static byte[] Write(PartyVote value) => JsonSerializer.SerializeToUtf8Bytes(value, Default.PartyVote);

    public static byte[] Write(Certificate value) => JsonSerializer.SerializeToUtf8Bytes(value, Default.Certificate);

    public static Proposal ReadProposal(byte[] bytes) => JsonSerializer.Deserialize(bytes, Default.Proposal) ?? throw Empty();

    public static PartyVote ReadVote(byte[] bytes) => JsonSerializer.Deserialize(bytes, Default.PartyVote) ?? throw Empty();

    public static Certificate ReadCertificate(byte[] bytes) => JsonSerializer.Deserialize(bytes, Default.Certificate) ?? throw Empty();

    private static InvalidDataException Empty() => new("the consensus log holds a JSON null");
}
