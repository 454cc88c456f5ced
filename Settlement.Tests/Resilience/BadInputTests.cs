using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Settlement.Api.Host;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Resilience;

/// <summary>
/// Whatever a client sends to any route that the API describes, the answer is never a fault of ours, and what is refused is refused with
/// problem details. Each test names everything that it finds, not only the first.
/// </summary>
public sealed class BadInputTests(PostgresServer server) : IAsyncLifetime
{
    private const int ShownFindings = 40;

    private static readonly string Deep = new('[', 5_000);

    private static readonly byte[][] Unreadable =
    [
        .. new[]
        {
            "", " ", "{", "}", "[", "null", "true", "17", "\"text\"", "{]", "{\"a\":}", "{'a':1}", "{\"a\":01}", "{\"a\":NaN}", "{\"a\":\"\n\"}", "\0",
            "{\"a\":1}{\"b\":2}", "{\"reason\":\"\\u12\"}", Deep, string.Concat(Enumerable.Repeat("{\"a\":", 2_000)), "{\"reason\":\"" + new string('x', 500),
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF], [0xFF, 0xFE, 0x7B, 0x00, 0x7D, 0x00], [.. "{\"reason\":\""u8, 0xC3, 0x28, .. "\"}"u8], [.. "{\"reason\":\""u8, 0xED, 0xA0, 0x80, .. "\"}"u8],
    ];

    /// <summary>Values for any field, as they stand in JSON.</summary>
    private static readonly string[] FieldValues =
    [
        "null", "true", "17", "-1", "0", "1e400", "99999999999999999999999999", "0.000000000000000000000001", "[]", "{}", "[[[[[[]]]]]]", "\"\"", "\" \"",
        "\"\\u0000\"", "\"a\\u0000b\"", "\"a\\u0001b\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\u202e\\ud83d\\ude00\"", "\"'; drop table intake_log; --\"",
        "\"" + new string('x', 100_000) + "\"", "\"9999-99-99\"", "\"0001-01-01T00:00:00+14:00\"", "\"9999-12-31T23:59:59-14:00\"",
    ];

    /// <summary>Values for any place in a path, escaped; none of them names anything.</summary>
    private static readonly string[] PathValues =
    [
        "nosuch", "%00", "a%00b", "%01", "%0a", "%7f", "%20", "%25", "%2e%2e%2fx", "%F0%9F%98%80", "%ED%A0%80", "%FF", "%C3%28", "'%3b--", "-1", "0",
        "99999999999999999999", "EUR%00", "t0-EUR-9999-99-99", "t0-EUR-2026-02-30", "t0-EUR-0000-00-00", "t0-EUR-0001-01-01", "t0-EUR-9999-12-31", "t2-JPY-9999-12-31",
        "t0-XXX-2026-11-23", "T0-EUR-2026-11-23%00", "t9-EUR-2026-11-23", new string('x', 3_000),
    ];

    private static readonly string[] QueryValues =
    [
        "", "%00", "a%00b", "%01", "%0a", "-1", "0", "501", "1e3", "abc", "2.5", "99999999999", "99999999999999999999", "%F0%9F%98%80", "%ED%A0%80", "%FF", "'%3b--",
        "9999-99-99", "0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-14:00", "yesterday", "AAAA", "!!!!", new string('x', 3_000),
    ];

    /// <summary>What no value of these parameters may be.</summary>
    private static readonly Dictionary<string, string[]> RefusedQueries = new(StringComparer.OrdinalIgnoreCase)
    {
        ["limit"] = ["-1", "0", "501", "1e3", "abc", "2.5", "99999999999", "99999999999999999999", "%00"],
        ["cursor"] = ["-1", "abc", "AAAA", "!!!!", "%00", new string('x', 3_000)],
        ["as_of"] = ["abc", "9999-99-99", "yesterday", "%00"],
        ["position"] = ["-1", "abc", "2.5", "99999999999999999999"],
        ["year"] = ["-1", "0", "abc", "99999999999"],
        ["status"] = ["abc", "-1", "%00"],
    };

    private readonly List<string> _findings = [];
    private TestDatabase _database = null!;
    private WebApplication _app = null!;
    private HttpClient _client = null!;
    private string _authorization = "";
    private IReadOnlyList<DescribedOperation> _operations = [];

    public async ValueTask InitializeAsync()
    {
        _database = await server.CreateDatabaseAsync();
        _app = SettlementHost.Build(new ServeOptions { Port = 0 }, _database.Database, TimeProvider.System);
        await _app.StartAsync();
        _client = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
        _operations = await DescribedApi.ReadAsync(_client);

        // Somebody who may do everything: nothing is kept from bad input by a refusal.
        using var session = await _client.PostAsJsonAsync("/api/v1/sessions", new { name = "administrator", password = "demo-only" });
        _authorization = "Bearer " + (string?)(await session.Content.ReadFromJsonAsync<JsonNode>())!["token"];
        _client.DefaultRequestHeaders.Add("Authorization", _authorization);
        Assert.True(_operations.Count > 30, $"only {_operations.Count} operations are described");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_body_that_cannot_be_read_is_refused_by_every_route_that_takes_one()
    {
        foreach (var operation in _operations.Where(operation => operation.TakesBody))
        {
            foreach (var body in Unreadable)
            {
                await SendAsync(operation.Method, operation.PathWith("nosuch"), body, refused: true);
            }

            foreach (var type in new[] { "text/plain", "application/xml", "multipart/form-data", "nonsense", "" })
            {
                await SendAsync(operation.Method, operation.PathWith("nosuch"), "{}"u8.ToArray(), refused: true, type);
            }
        }

        RequireNoFindings();
    }

    [Fact]
    public async Task A_body_that_claims_to_be_huge_is_413_before_it_is_sent()
    {
        foreach (var operation in _operations.Where(operation => operation.TakesBody))
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(IPAddress.Loopback, _client.BaseAddress!.Port);
            var stream = socket.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes(
                $"{operation.Method} {operation.PathWith("1")} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {_authorization}\r\nContent-Type: application/json\r\nContent-Length: 999999999999\r\n\r\n"));
            using var reader = new StreamReader(stream);
            var status = await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(10));
            Note(status?.Contains(" 413 ", StringComparison.Ordinal) == true, $"{operation}: {status}");
        }

        RequireNoFindings();
    }

    [Fact]
    public async Task A_field_of_any_wrong_kind_is_no_fault_of_ours()
    {
        var mutated = 0;
        foreach (var operation in _operations.Where(operation => operation is { TakesBody: true, Example: not null }))
        {
            foreach (var (field, _) in operation.Example!)
            {
                foreach (var value in FieldValues)
                {
                    var body = operation.Example.DeepClone().AsObject();
                    body[field] = "@@";
                    var text = body.ToJsonString().Replace("\"@@\"", value, StringComparison.Ordinal);
                    await SendAsync(operation.Method, operation.PathWith("bank_a"), Encoding.UTF8.GetBytes(text), refused: false);
                    mutated++;
                }
            }
        }

        Assert.True(mutated > 500, $"only {mutated} bodies were tried");
        RequireNoFindings();
    }

    [Fact]
    public async Task An_id_that_names_nothing_is_refused_and_an_unknown_one_is_404()
    {
        // Those that read come first: the others may well admit a participant of such a name.
        foreach (var operation in _operations.Where(operation => operation.HasPathParameter).OrderBy(operation => operation.Method != "GET"))
        {
            foreach (var value in PathValues)
            {
                var body = operation.Example is null ? null : Encoding.UTF8.GetBytes(operation.Example.ToJsonString());
                var status = await SendAsync(operation.Method, operation.PathWith(value), body, refused: operation.Method != "PUT" && !IsFarWindow(operation, value));
                Note(operation.Method != "GET" || value != "nosuch" || status == 404, $"{operation} of an unknown id: {status}");
            }
        }

        RequireNoFindings();
    }

    [Fact]
    public async Task An_absurd_query_is_refused_or_finds_nothing()
    {
        foreach (var operation in _operations.Where(operation => operation is { Method: "GET", HasPathParameter: false }))
        {
            foreach (var name in operation.Query)
            {
                foreach (var value in QueryValues)
                {
                    var refused = RefusedQueries.TryGetValue(name, out var values) && values.Contains(value);
                    await SendAsync("GET", $"{operation.Path}?{name}={value}", null, refused);
                }

                await SendAsync("GET", $"{operation.Path}?{name}=1&{name}=2", null, refused: false);
            }
        }

        foreach (var year in RefusedQueries["year"])
        {
            await SendAsync("GET", "/api/v1/calendars/EUR?year=" + year, null, refused: true);
        }

        RequireNoFindings();
    }

    [Fact]
    public async Task Another_method_is_405_and_another_path_404()
    {
        foreach (var path in _operations.Select(operation => operation.Path).Distinct())
        {
            var known = _operations.Where(operation => operation.Path == path).ToList();
            foreach (var method in new[] { "GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "NONSENSE" }.Except(known.Select(operation => operation.Method)))
            {
                var status = await SendAsync(method, known[0].PathWith("nosuch"), null, refused: true);
                // To another route the path's last part may be an id that names nothing: GET /transactions/batch.
                Note(status == 405 || (status == 404 && method == "GET"), $"{method} {path}: {status}");
            }
        }

        foreach (var path in new[] { "/api/v1/nothing", "/api/v2/transactions", "/api/v1/transactions/a/b", "/api/v1/windows/x/y", "/api//v1" })
        {
            Note(await SendAsync("GET", path, null, refused: true) == 404, path);
        }

        RequireNoFindings();
    }

    /// <summary>A window that far ahead is a window: it may be opened and then closed.</summary>
    private static bool IsFarWindow(DescribedOperation operation, string value) =>
        operation.Path.StartsWith("/api/v1/windows/", StringComparison.Ordinal) && operation.Method == "POST" && value.Contains("9999-12", StringComparison.Ordinal);

    private async Task<int> SendAsync(string method, string path, byte[]? body, bool refused, string type = "application/json")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        var what = string.Create(
            CultureInfo.InvariantCulture,
            $"{method} {Shorten(path)} {(body is null ? "" : Shorten(Encoding.Latin1.GetString(body)))} {(type == "application/json" ? "" : type)}");
        using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead); // a stream of events does not end
        var status = (int)answer.StatusCode;
        Note(status < 500, $"{what}: {status}");
        Note(!refused || status is >= 400 and < 500, $"{what}: {status}, and was to be refused");
        if (status is >= 400 and < 500)
        {
            Note(await IsProblemAsync(answer) || IsRefusedUnread(path, status), $"{what}: {status} without problem details");
        }

        return status;
    }

    /// <summary>The web server itself refuses a path with a NUL, and one that is too long, before any of it is routed.</summary>
    private static bool IsRefusedUnread(string path, int status) => status == 414 || (status == 400 && path.Split('?')[0].Contains("%00", StringComparison.Ordinal));

    private static async Task<bool> IsProblemAsync(HttpResponseMessage answer)
    {
        if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json")
        {
            return false;
        }

        var problem = JsonNode.Parse(await answer.Content.ReadAsByteArrayAsync());
        return problem?["status"]?.GetValue<int>() == (int)answer.StatusCode && problem["title"]?.GetValueKind() == JsonValueKind.String;
    }

    private static string Shorten(string text) => text.Length <= 120 ? text : $"{text[..100]}... ({text.Length})";

    private void Note(bool holds, string finding)
    {
        if (!holds)
        {
            _findings.Add(finding);
        }
    }

    private void RequireNoFindings() =>
        Assert.True(_findings.Count == 0, $"{_findings.Count} findings:\n{string.Join('\n', _findings.Take(ShownFindings))}");
}
