using System.Net;
using System.Text.Json.Nodes;
using Settlement.Tests.Access;
using Settlement.Tests.EndToEnd;

namespace Settlement.Tests.Actions;

/// <summary>How the tests of actions talk to the API: as a person, or as the demo client.</summary>
internal static class Desk
{
    public const string Reason = """{"reason":"a test needs it"}""";

    public static async Task<JsonNode> PreviewAsync(this Visitor visitor, string kind, string parameters, int? itemsPerSecond = null) =>
        (await visitor.TryPreviewAsync(kind, parameters, itemsPerSecond)).With(HttpStatusCode.Created);

    public static Task<Answer> TryPreviewAsync(this Visitor visitor, string kind, string parameters, int? itemsPerSecond = null)
    {
        var body = new JsonObject { ["kind"] = kind, ["parameters"] = JsonNode.Parse(parameters), ["items_per_second"] = itemsPerSecond };
        return visitor.PostAsync("/api/v1/actions", body.ToJsonString());
    }

    public static Task<Answer> DecideAsync(this Visitor visitor, JsonNode action, string verb) =>
        visitor.PostAsync($"/api/v1/actions/{(string)action["action_id"]!}/{verb}", Reason);

    public static async Task<JsonNode> ExecuteAsync(this Visitor visitor, JsonNode action) => (await visitor.DecideAsync(action, "execute")).With(HttpStatusCode.Accepted);

    public static Task<JsonNode> UntilActionAsync(this Visitor visitor, JsonNode action, string state) => RunningHost.UntilAsync(
        $"action {(string)action["action_id"]!} is {state}", () => visitor.ActionAsync(action), seen => (string?)seen["state"] == state);

    public static async Task<JsonNode> ActionAsync(this Visitor visitor, JsonNode action) =>
        (await visitor.GetAsync($"/api/v1/actions/{(string)action["action_id"]!}")).With(HttpStatusCode.OK);

    public static string[] Outcomes(this JsonNode action) => [.. action["items"]!.AsArray().Select(item => $"{(string)item!["state"]!}: {(string)item["outcome"]!}")];
}
