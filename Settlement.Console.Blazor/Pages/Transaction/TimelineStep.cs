using System.Globalization;
using System.Text.Json;
using Settlement.Domain.Transactions;
using Settlement.OperatorConsole.Api;

namespace Settlement.OperatorConsole.Pages.Transaction;

/// <summary>A step of a saga, with what it changed against the steps before.</summary>
/// <param name="After">Time since the step before, as text; empty for the first.</param>
public sealed record TimelineStep(
    int Version, DateTimeOffset At, string After, string Event, string From, string To, IReadOnlyList<FieldChange> Changes, string Json, string ThenHref)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static IReadOnlyList<TimelineStep> Of(TransactionView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        var steps = new List<TimelineStep>(view.History.Count);
        DateTimeOffset? before = null;
        foreach (var step in view.History)
        {
            steps.Add(new TimelineStep(
                step.Version, step.At, before is { } last ? "+" + Elapsed(step.At - last) : "", step.Event, step.From, step.To, Learn(known, step.Payload),
                JsonSerializer.Serialize(step.Payload, Indented),
                QueryPath.Of("/transactions/" + Uri.EscapeDataString(view.TransactionId), ("at", step.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture)))));
            before = step.At;
        }

        return steps;
    }

    public static string Elapsed(TimeSpan time) => time switch
    {
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms"),
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Minutes} min {time.Seconds} s"),
        { TotalDays: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Hours} h {time.Minutes} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.Days} d {time.Hours} h"),
    };

    /// <summary>Notes what a payload says and returns what was new or different. The id and the time say nothing that the page does not.</summary>
    private static List<FieldChange> Learn(Dictionary<string, string> known, JsonElement payload)
    {
        var changes = new List<FieldChange>();
        foreach (var (field, value) in Flatten("", payload))
        {
            if (field is "transaction_id" or "at" or "payment.transaction_id")
            {
                continue;
            }

            var before = known.GetValueOrDefault(field);
            if (before != value)
            {
                changes.Add(new FieldChange(field, before, value));
                known[field] = value;
            }
        }

        return changes;
    }

    private static IEnumerable<(string Field, string Value)> Flatten(string prefix, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(field => Flatten(prefix.Length == 0 ? field.Name : $"{prefix}.{field.Name}", field.Value)),
        JsonValueKind.Null => [],
        _ => [(prefix, value.ToString())],
    };
}

/// <param name="Before">What an earlier step wrote; null when none did.</param>
public sealed record FieldChange(string Field, string? Before, string After);
