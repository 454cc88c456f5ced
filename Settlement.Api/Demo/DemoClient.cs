using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Settlement.Api.Cli;

namespace Settlement.Api.Demo;

/// <summary>Talks to the system over HTTP, as any client does. One request at a time.</summary>
internal sealed class DemoClient(Uri address) : IDisposable
{
    private const int PageSize = 500;

    /// <summary>Pages of one list at most: 1,000,000 items.</summary>
    private const int MaxPages = 2_000;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly HttpClient http = new() { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) };

    public Task PutAsync(string path, object body, CancellationToken cancellationToken) => SendAsync(HttpMethod.Put, path, body, cancellationToken);

    public Task PostAsync(string path, object body, CancellationToken cancellationToken) => SendAsync(HttpMethod.Post, path, body, cancellationToken);

    /// <summary>Sends payments as one batch; the status of each, in order.</summary>
    public async Task<IReadOnlyList<string>> SubmitAsync(IReadOnlyList<DemoPayment> payments, CancellationToken cancellationToken)
    {
        using var content = new StringContent(
            $$"""{"transactions":[{{string.Join(',', payments.Select(payment => payment.Json))}}]}""", Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync("/api/v1/transactions/batch", content, cancellationToken);
        if (answer.StatusCode == HttpStatusCode.UnprocessableEntity)
        {
            // Not one was taken.
            return [.. payments.Select(_ => "invalid")];
        }

        await EnsureAsync(answer, "POST", "/api/v1/transactions/batch", cancellationToken);
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStreamAsync(cancellationToken));
        return [.. body.RootElement.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("status").GetString() ?? "")];
    }

    public async Task<T> GetAsync<T>(string path, CancellationToken cancellationToken)
    {
        using var answer = await http.GetAsync(path, cancellationToken);
        await EnsureAsync(answer, "GET", path, cancellationToken);
        return await answer.Content.ReadFromJsonAsync<T>(Json, cancellationToken)
            ?? throw new InvalidOperationException($"GET {path} answered null");
    }

    /// <summary>The body, or the default where there is nothing at the path.</summary>
    public async Task<T?> FindAsync<T>(string path, CancellationToken cancellationToken)
        where T : class
    {
        using var answer = await http.GetAsync(path, cancellationToken);
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        await EnsureAsync(answer, "GET", path, cancellationToken);
        return await answer.Content.ReadFromJsonAsync<T>(Json, cancellationToken);
    }

    /// <summary>Every item of a list, page by page.</summary>
    public async Task<IReadOnlyList<T>> ListAsync<T>(string path, CancellationToken cancellationToken)
    {
        var items = new List<T>();
        string? cursor = null;
        for (var page = 0; page < MaxPages; page++)
        {
            var query = string.Create(CultureInfo.InvariantCulture, $"{path}?limit={PageSize}") + (cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor));
            var part = await GetAsync<ListBody<T>>(query, cancellationToken);
            items.AddRange(part.Items);
            cursor = part.NextCursor;
            if (cursor is null)
            {
                return items;
            }
        }

        throw new InvalidOperationException($"{path} has more than {MaxPages} pages");
    }

    public void Dispose() => http.Dispose();

    private async Task SendAsync(HttpMethod method, string path, object body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body, options: Json) };
        using var answer = await http.SendAsync(request, cancellationToken);
        await EnsureAsync(answer, method.Method, path, cancellationToken);
    }

    private static async Task EnsureAsync(HttpResponseMessage answer, string method, string path, CancellationToken cancellationToken)
    {
        if (!answer.IsSuccessStatusCode)
        {
            throw new UserErrorException(
                $"the demonstration stopped: {method} {path} was answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellationToken)}");
        }
    }

    private sealed record ListBody<T>(IReadOnlyList<T> Items, string? NextCursor);
}
