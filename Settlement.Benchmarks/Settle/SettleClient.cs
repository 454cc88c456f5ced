using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Settlement.Benchmarks.Settle;

/// <summary>A client of the public API, for this bench.</summary>
internal sealed class SettleClient(Uri address, CancellationToken stopped) : IDisposable
{
    private const string Receiver = "settlement:counterparty_bank_b";
    private static readonly TimeSpan QuietLimit = TimeSpan.FromMinutes(5);
    private readonly HttpClient http = new() { BaseAddress = address };
    private readonly string run = Guid.NewGuid().ToString("N")[..8];

    public async Task SubmitBatchesAsync(string phase, int count, int size, long amountMinor)
    {
        for (var first = 0; first < count; first += size)
        {
            var items = Enumerable.Range(first, Math.Min(size, count - first)).Select(number => Body(phase, number, amountMinor));
            using var body = new StringContent($$"""{"transactions":[{{string.Join(',', items)}}]}""", Encoding.UTF8, "application/json");
            using var answer = await http.PostAsync(new Uri("/api/v1/transactions/batch", UriKind.Relative), body, stopped);
            answer.EnsureSuccessStatusCode();
        }
    }

    /// <summary>One request a payment, each sent when it is due whether or not earlier ones were answered.</summary>
    public async Task SubmitPacedAsync(string phase, int count, int perSecond, long amountMinor, TimeProvider clock)
    {
        var started = clock.GetTimestamp();
        var sent = new List<Task>(count);
        while (sent.Count < count)
        {
            var due = Math.Min(count, (int)(clock.GetElapsedTime(started).TotalSeconds * perSecond) + 1);
            while (sent.Count < due)
            {
                sent.Add(SubmitAsync(Body(phase, sent.Count, amountMinor)));
            }

            await Task.Delay(1, stopped);
        }

        await Task.WhenAll(sent);
    }

    public async Task WaitUntilQuietAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopped);
        limit.CancelAfter(QuietLimit);
        while (true)
        {
            // What was counted before the question may be older than the payments.
            var asked = TimeProvider.System.GetUtcNow();
            var pipeline = await http.GetFromJsonAsync<JsonElement>("/api/v1/pipeline", limit.Token);
            if (pipeline.GetProperty("at").GetDateTimeOffset() >= asked && pipeline.GetProperty("intake_position").GetInt64() == pipeline.GetProperty("engine_position").GetInt64()
                && !pipeline.GetProperty("transactions").EnumerateObject().Any())
            {
                return;
            }

            await Task.Delay(100, limit.Token);
        }
    }

    public async Task<long> ReceivedMinorAsync()
    {
        var balances = await http.GetFromJsonAsync<JsonElement>("/api/v1/ledger/balances?participant=counterparty_bank_b", stopped);
        return balances.GetProperty("items").EnumerateArray()
            .Where(item => item.GetProperty("account").ValueEquals(Receiver) && item.GetProperty("currency").ValueEquals("EUR"))
            .Sum(item => (long)(decimal.Parse(item.GetProperty("balance").GetString()!, CultureInfo.InvariantCulture) * 100));
    }

    /// <summary>From receipt to the settlement's event, of every payment of a phase.</summary>
    public async Task<(double P50, double P99)> LatenciesAsync(string phase, int count)
    {
        var latencies = new List<double>(count);
        string? cursor = null;
        do
        {
            var page = await http.GetFromJsonAsync<JsonElement>("/api/v1/transactions?limit=500" + (cursor is null ? "" : "&cursor=" + cursor), stopped);
            foreach (var item in page.GetProperty("items").EnumerateArray())
            {
                if (item.GetProperty("transaction_id").GetString()!.StartsWith(Prefix(phase), StringComparison.Ordinal))
                {
                    latencies.Add((item.GetProperty("updated_at").GetDateTimeOffset() - item.GetProperty("received_at").GetDateTimeOffset()).TotalMilliseconds);
                }
            }

            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null && latencies.Count < count);
        latencies.Sort();
        return (Math.Round(latencies[latencies.Count / 2], 1), Math.Round(latencies[(int)Math.Ceiling(latencies.Count * 0.99) - 1], 1));
    }

    /// <summary>From the histories of every fiftieth payment of a phase.</summary>
    public async Task<IReadOnlyList<StageShare>> StageSharesAsync(string phase, int count)
    {
        var totals = new Dictionary<string, double>(StringComparer.Ordinal);
        for (var number = 0; number < count; number += 50)
        {
            var view = await http.GetFromJsonAsync<JsonElement>($"/api/v1/transactions/{Prefix(phase)}{number}", stopped);
            var last = view.GetProperty("received_at").GetDateTimeOffset();
            foreach (var step in view.GetProperty("history").EnumerateArray().Skip(1))
            {
                var at = step.GetProperty("at").GetDateTimeOffset();
                var stage = step.GetProperty("to").GetString()!;
                totals[stage] = totals.GetValueOrDefault(stage) + (at - last).TotalMilliseconds;
                last = at;
            }
        }

        var all = totals.Values.Sum();
        return [.. totals.Select(total => new StageShare("to " + total.Key, Math.Round(total.Value / all, 3)))];
    }

    public void Dispose() => http.Dispose();

    private async Task SubmitAsync(string json)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri("/api/v1/transactions", UriKind.Relative), body, stopped);
        answer.EnsureSuccessStatusCode();
    }

    private string Prefix(string phase) => $"{phase}_{run}_";

    private string Body(string phase, int number, long amountMinor) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""
        {"transaction_id":"{{Prefix(phase)}}{{number}}","amount":"{{amountMinor / 100m:0.00}}","source_currency":"EUR","destination_currency":"EUR","source_account":"bank_a_001","destination_account":"bank_b_001","counterparty_id":"counterparty_bank_b","idempotency_key":"{{Prefix(phase)}}{{number}}"}
        """);
}
