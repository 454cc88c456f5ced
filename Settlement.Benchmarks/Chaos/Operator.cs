using System.Net.Http.Json;
using System.Text.Json;

namespace Settlement.Benchmarks.Chaos;

/// <summary>An operator over REST: looks at the pipeline, closes windows.</summary>
internal sealed class Operator : IDisposable
{
    private static readonly string[] Waiting = ["deferred"];

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(20) };

    public Uri Address { get; set; } = new("http://localhost");

    /// <summary>Ids of open windows that hold a payment or may.</summary>
    public async Task<IReadOnlyList<string>> OpenWindowsAsync()
    {
        var page = await _http.GetFromJsonAsync<JsonElement>(new Uri(Address, "/api/v1/windows?status=open&limit=500"));
        return [.. page.GetProperty("items").EnumerateArray().Select(window => window.GetProperty("window_id").GetString()!).Order(StringComparer.Ordinal)];
    }

    /// <returns>Whether the closure was answered: a host may be killed under it.</returns>
    public async Task<bool> TryCloseAsync(string windowId)
    {
        try
        {
            using var answer = await _http.PostAsJsonAsync(
                new Uri(Address, $"/api/v1/windows/{windowId}/close"), new Dictionary<string, string>(StringComparer.Ordinal) { ["operator"] = "j.doe", ["reason"] = "early close" });
            return (int)answer.StatusCode == 202;
        }
        catch (Exception away) when (away is HttpRequestException or IOException or TaskCanceledException)
        {
            return false;
        }
    }

    /// <summary>What /health answers; 0 is no answer.</summary>
    public async Task<int> HealthAsync()
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri(Address, "/health"));
            return (int)answer.StatusCode;
        }
        catch (Exception away) when (away is HttpRequestException or IOException or TaskCanceledException)
        {
            return 0;
        }
    }

    /// <summary>Null when the log is read to its end and nothing is under way; else what still is.</summary>
    public async Task<string?> FindUnderWayAsync(bool windowsMayHold)
    {
        // What was counted before the question may be older than the payments.
        var asked = TimeProvider.System.GetUtcNow();
        var pipeline = await _http.GetFromJsonAsync<JsonElement>(new Uri(Address, "/api/v1/pipeline"));
        var isDone = pipeline.GetProperty("at").GetDateTimeOffset() >= asked && pipeline.GetProperty("engine_position").GetInt64() >= pipeline.GetProperty("intake_position").GetInt64()
            && States(pipeline, "transactions").All(state => Waiting.Contains(state) || (windowsMayHold && state is "validated"))
            && !States(pipeline, "batches").Any()
            && States(pipeline, "windows").All(state => state is "open");
        return isDone ? null : pipeline.GetRawText();
    }

    public void Dispose() => _http.Dispose();

    private static IEnumerable<string> States(JsonElement pipeline, string machine) =>
        pipeline.GetProperty(machine).EnumerateObject().Where(state => state.Value.GetInt64() > 0).Select(state => state.Name);
}
