using System.Globalization;
using Settlement.Api.Http;
using Settlement.Domain.Calendars;
using Settlement.Optimization.Workloads;

namespace Settlement.Api.Planning;

/// <summary>Which day a frontier is asked for: a recorded one (value date and currency) or a reference workload.</summary>
internal sealed record FrontierQuery(DateOnly ValueDate, string? Currency, ReferenceWorkload? Workload, int Payments, ulong Seed)
{
    /// <summary>Some thirty-five replays of so many payments take seconds.</summary>
    public const int MaxWorkloadPayments = 5_000;

    private const int StandardPayments = 1_000;

    public static bool TryRead(
        string? valueDate, string? currency, string? workload, string? payments, string? seed, out FrontierQuery query, out IResult problem)
    {
        var errors = new List<FieldError>();
        query = workload is null
            ? Recorded(valueDate, currency, payments, seed, errors)
            : OfWorkload(valueDate, currency, workload, payments, seed, errors);
        problem = Problems.Invalid(errors);
        return errors.Count == 0;
    }

    private static FrontierQuery Recorded(string? valueDate, string? currency, string? payments, string? seed, List<FieldError> errors)
    {
        var date = default(DateOnly);
        if (string.IsNullOrEmpty(valueDate))
        {
            errors.Add(new FieldError("value_date", "required", "value_date is required, e.g. 2026-11-23, or workload for a reference workload."));
        }
        else if (!DateOnly.TryParseExact(valueDate, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date)
            || date.Year is < BusinessCalendar.FirstYear or > BusinessCalendar.LastYear)
        {
            errors.Add(new FieldError("value_date", "invalid_date", "value_date must be a date such as 2026-11-23."));
        }

        if (string.IsNullOrEmpty(currency))
        {
            errors.Add(new FieldError("currency", "required", "currency is required: the code of a currency of ISO 4217, such as EUR."));
        }
        else if (global::Settlement.Domain.Currencies.Currency.Find(currency) is null)
        {
            errors.Add(new FieldError("currency", "unknown_currency", "currency must be the code of an active currency of ISO 4217, in capitals, such as EUR."));
        }

        Refuse("payments", payments, "goes with workload only.", errors);
        Refuse("seed", seed, "goes with workload only.", errors);
        return new FrontierQuery(date, currency, null, 0, 0);
    }

    private static FrontierQuery OfWorkload(
        string? valueDate, string? currency, string workload, string? payments, string? seed, List<FieldError> errors)
    {
        var found = ReferenceWorkloads.Find(workload);
        if (found is null)
        {
            errors.Add(new FieldError(
                "workload", "unknown_workload", $"workload must be one of {string.Join(", ", ReferenceWorkloads.All.Select(known => known.Name))}."));
        }

        var count = StandardPayments;
        if (payments is not null
            && (!int.TryParse(payments, NumberStyles.None, CultureInfo.InvariantCulture, out count) || count is < 2 or > MaxWorkloadPayments))
        {
            errors.Add(new FieldError("payments", "out_of_range", $"payments must be a whole number from 2 to {MaxWorkloadPayments}."));
        }

        var number = 1UL;
        if (seed is not null && !ulong.TryParse(seed, NumberStyles.None, CultureInfo.InvariantCulture, out number))
        {
            errors.Add(new FieldError("seed", "invalid_number", "seed must be a whole number, not negative."));
        }

        Refuse("value_date", valueDate, "does not go with workload.", errors);
        Refuse("currency", currency, "does not go with workload.", errors);
        return new FrontierQuery(default, null, found, count, number);
    }

    private static void Refuse(string field, string? value, string why, List<FieldError> errors)
    {
        if (value is not null)
        {
            errors.Add(new FieldError(field, "not_allowed", $"{field} {why}"));
        }
    }
}
