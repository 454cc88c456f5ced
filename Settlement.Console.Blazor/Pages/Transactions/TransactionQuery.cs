using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using NodaTime;
using Settlement.OperatorConsole.Api;

namespace Settlement.OperatorConsole.Pages.Transactions;

/// <summary>The filter of the list, as the address holds it and the form edits it. Times are on the user's clock.</summary>
public sealed record TransactionQuery
{
    private const string TimeFormat = "yyyy-MM-ddTHH:mm:ss";

    public static IReadOnlyList<string> States { get; } =
        ["submitted", "validated", "deferred", "batched", "matched", "settled", "rejected", "reversed"];

    /// <summary>Codes that a payment waits with, or was rejected or reversed for; others may be typed.</summary>
    public static IReadOnlyList<string> Reasons { get; } =
        ["insufficient_balance", "net_debit_cap", "bilateral_limit", "no_rate", "party_unavailable", "batch_abandoned", "replaced"];

    public string? Q { get; set; }

    public string? Status { get; set; }

    public string? Participant { get; set; }

    public string? Account { get; set; }

    public string? Currency { get; set; }

    public string? Amount { get; set; }

    public string? Window { get; set; }

    public string? Batch { get; set; }

    public string? Reason { get; set; }

    public DateTime? From { get; set; }

    public DateTime? To { get; set; }

    public bool IsEmpty => Equals(new TransactionQuery());

    public static TransactionQuery Of(string address)
    {
        var query = QueryHelpers.ParseQuery(new Uri(address).Query);
        string? Text(string name) => query.TryGetValue(name, out var value) && value.ToString() is { Length: > 0 } text ? text : null;
        return new TransactionQuery
        {
            Q = Text("q"), Status = Text("status"), Participant = Text("participant"), Account = Text("account"), Currency = Text("currency"), Amount = Text("amount"),
            Window = Text("window"), Batch = Text("batch"), Reason = Text("reason"), From = Moment(Text("from")), To = Moment(Text("to")),
        };
    }

    /// <summary>The page's own address for this filter.</summary>
    public string ToAddress(string? columns) => QueryPath.Of(
        "/transactions", [.. Fields, ("from", From?.ToString(TimeFormat, CultureInfo.InvariantCulture)), ("to", To?.ToString(TimeFormat, CultureInfo.InvariantCulture)), ("columns", columns)]);

    /// <summary>A path of the API for this filter, its times in UTC.</summary>
    public string ToPath(string path, DateTimeZone zone, params ReadOnlySpan<(string Name, object? Value)> more) =>
        QueryPath.Of(path, [.. Fields, ("from", Utc(From, zone)), ("to", Utc(To, zone)), .. more]);

    private (string Name, object? Value)[] Fields =>
    [
        ("q", Q), ("status", Status), ("participant", Participant), ("account", Account), ("currency", Currency?.ToUpperInvariant()), ("amount", Amount?.Replace(",", "", StringComparison.Ordinal)),
        ("window", Window), ("batch", Batch), ("reason", Reason),
    ];

    private static DateTime? Moment(string? text) =>
        DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? DateTime.SpecifyKind(time, DateTimeKind.Unspecified) : null;

    private static string? Utc(DateTime? local, DateTimeZone zone) => local is { } time
        ? LocalDateTime.FromDateTime(time).InZoneLeniently(zone).ToDateTimeUtc().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
        : null;
}
