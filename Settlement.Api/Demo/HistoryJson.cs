using System.Text.Json;

namespace Settlement.Api.Demo;

/// <summary>The closing line of a history.</summary>
internal static class HistoryJson
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static string Write(HistoryOptions options, IntakeTally tally, HistoryOutcome outcome, double seconds) => JsonSerializer.Serialize(
        new
        {
            options.Seed,
            options.Days,
            FirstDay = outcome.Days[0],
            LastDay = outcome.Days[^1],
            tally.Accepted,
            Settled = outcome.Audit.Count("settled"),
            Deferred = outcome.Audit.Count("deferred"),
            Reversed = outcome.Audit.Count("reversed"),
            outcome.Series,
            Forecasts = outcome.Forecasts.ToDictionary(
                forecast => forecast.Currency,
                forecast => new { forecast.Need?.Method, forecast.Need?.Skill.Score, forecast.Need?.Days.FirstOrDefault()?.Amount, Recommendations = forecast.Recommendations.Count },
                StringComparer.Ordinal),
            LedgerHead = outcome.Audit.Ledger.Head,
            LedgerEntries = outcome.Audit.Ledger.Entries,
            Folder = options.Keep,
            Seconds = Math.Round(seconds, 2),
            outcome.Audit.Invariants,
        },
        Options);
}
