using System.Globalization;

namespace Settlement.Engine.Failures;

/// <summary>A record that no retry could handle.</summary>
/// <param name="Id">letter_1 for the engine's first, record_4096 for the record at that position of the intake topic.</param>
/// <param name="Source">Which consumer met it: <c>engine</c>, or <c>intake</c> for a record of the topic.</param>
/// <param name="Request">The payment as its client sent it, where the intake log has it; else the body.</param>
/// <param name="Cause">The reason without what differs from letter to letter.</param>
/// <param name="Aside">Who set it aside, when and why; null when it is not.</param>
public sealed record DeadLetter(
    string Id, string Source, long Position, string Key, string Reason, string Body, DateTimeOffset At, string Request, string Cause, LetterMove? Aside = null)
{
    public const string LetterPrefix = "letter_";
    public const string RecordPrefix = "record_";

    /// <summary>The letter's number in its table; null for a record.</summary>
    public long? Number => NumberOf(Id, LetterPrefix);

    public static bool IsId(string id) => NumberOf(id, LetterPrefix) is not null || NumberOf(id, RecordPrefix) is not null;

    /// <summary>The number after the prefix; null for another id.</summary>
    internal static long? NumberOf(string id, string prefix) =>
        id is not null && id.StartsWith(prefix, StringComparison.Ordinal) && long.TryParse(id.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
