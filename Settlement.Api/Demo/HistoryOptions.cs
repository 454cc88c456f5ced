namespace Settlement.Api.Demo;

/// <param name="Days">Business days, Monday to Friday, of which the last is before today.</param>
/// <param name="Payments">Of an ordinary day, beside the standing ones.</param>
/// <param name="Keep">The folder that keeps the system; null: nothing is left behind.</param>
/// <param name="JsonOnly">No tables, only the closing line of JSON.</param>
internal sealed record HistoryOptions(int Seed, int Days, int Payments, string? Keep, bool JsonOnly)
{
    public const int DefaultPayments = 60;

    /// <summary>A year of business days takes some 15 minutes.</summary>
    public const int MaxDays = 260;
}
