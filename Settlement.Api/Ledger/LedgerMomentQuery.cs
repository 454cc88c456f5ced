using System.Globalization;
using Settlement.Api.Http;
using Settlement.Engine.Ledger;

namespace Settlement.Api.Ledger;

/// <summary>The moment that a query names by <c>as_of</c> (a time) or <c>position</c> (inclusive); now without either.</summary>
internal static class LedgerMomentQuery
{
    public static bool TryRead(string? asOf, string? position, out LedgerMoment moment, out IResult problem)
    {
        var errors = new List<FieldError>(2);
        moment = new LedgerMoment(ReadPosition(position, errors), ReadTime(asOf, errors));
        problem = Problems.Invalid(errors);
        return errors.Count == 0;
    }

    private static DateTimeOffset? ReadTime(string? text, List<FieldError> errors)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
        {
            return time;
        }

        errors.Add(new FieldError("as_of", "invalid_time", "as_of must be a time in ISO 8601, e.g. 2026-11-23T16:00:00Z."));
        return null;
    }

    private static long? ReadPosition(string? text, List<FieldError> errors)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position))
        {
            return position;
        }

        errors.Add(new FieldError("position", "invalid_number", "position must be a whole number, not negative."));
        return null;
    }
}
