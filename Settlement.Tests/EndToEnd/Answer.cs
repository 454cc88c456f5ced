using System.Net;
using System.Text.Json.Nodes;
using Xunit;

namespace Settlement.Tests.EndToEnd;

/// <summary>What a host answered: its status and its body as it came.</summary>
internal sealed record Answer(HttpStatusCode Status, string Text)
{
    public JsonNode Json => JsonNode.Parse(Text)!;

    public override string ToString() => $"{Status} {Text}";

    /// <summary>The field and code of the only error of problem details.</summary>
    public (string? Field, string? Code) OnlyError()
    {
        var error = Assert.Single(Json["errors"]!.AsArray())!;
        return ((string?)error["field"], (string?)error["code"]);
    }

    /// <summary>The body, if the status is the expected one; else the test fails and shows the answer.</summary>
    public JsonNode With(HttpStatusCode expected)
    {
        Assert.True(Status == expected, $"expected {expected}, was {Status}: {Text}");
        return Json;
    }
}
