using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Settlement.Tests.EndToEnd;
using Xunit;

namespace Settlement.Tests.Access;

/// <summary>A client of the API with headers of its own: somebody's token, a program's key, or nothing.</summary>
internal sealed class Visitor : IDisposable
{
    private readonly HttpClient _client;

    public Visitor(RunningHost host, params (string Name, string Value)[] headers)
    {
        _client = new HttpClient { BaseAddress = host.Address };
        foreach (var (name, value) in headers)
        {
            _client.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
        }
    }

    public static async Task<Visitor> SignInAsync(RunningHost host, string name, string password = "demo-only")
    {
        using var stranger = new Visitor(host);
        var session = (await stranger.SendAsync("POST", "/api/v1/sessions", Credentials(name, password))).With(HttpStatusCode.Created);
        return new Visitor(host, ("Authorization", "Bearer " + (string)session["token"]!));
    }

    public static string Credentials(string name, string password) => new JsonObject { ["name"] = name, ["password"] = password }.ToJsonString();

    public Task<Answer> GetAsync(string path) => SendAsync("GET", path);

    public Task<Answer> PostAsync(string path, string body) => SendAsync("POST", path, body);

    public async Task<Answer> SendAsync(string method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        if (response.Content.Headers.ContentType?.MediaType == "text/event-stream")
        {
            return new Answer(response.StatusCode, ""); // it does not end
        }

        return new Answer(response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public void Dispose() => _client.Dispose();
}
