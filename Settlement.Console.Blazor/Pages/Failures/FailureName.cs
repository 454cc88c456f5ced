using Settlement.Domain.Failures;

namespace Settlement.OperatorConsole.Pages.Failures;

/// <summary>What a failure is called, and whether it is a record of the intake topic that never became a payment.</summary>
internal static class FailureName
{
    /// <summary>By its id, as the API gives it: <c>record_4096</c> is the record at that position of the topic, <c>letter_1</c> a payment that could not be handled.</summary>
    public static bool IsRecord(string? id) => id?.StartsWith("record_", StringComparison.Ordinal) == true;

    public const string AsideHref = "/failures/list?kind=dead_letter&set_aside=true";

    public static string Of(FailureKind kind, string? id) => kind == FailureKind.Wire ? "wire" : IsRecord(id) ? "refused record" : "dead letter";
}
