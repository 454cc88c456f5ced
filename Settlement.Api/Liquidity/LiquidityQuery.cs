using System.Globalization;
using Settlement.Api.Http;
using Settlement.Api.Risk;
using Settlement.Domain.Calendars;
using Settlement.Engine.Liquidity;
using Settlement.Engine.Reference;

namespace Settlement.Api.Liquidity;

/// <summary>What the liquidity routes are asked; every broken rule is answered at once.</summary>
internal sealed record LiquidityQuery(string Currency, string? Participant, int DaysAhead, DateOnly? Date)
{
    private const int DefaultDaysAhead = 7;
    private const string DateFormat = "yyyy-MM-dd";

    public static bool TryRead(
        string? currency, string? participant, string? daysAhead, string? date, IReferenceData reference, out LiquidityQuery query, out IResult problem)
    {
        var errors = new List<FieldError>();
        if (string.IsNullOrEmpty(currency))
        {
            errors.Add(RiskQuery.RequiredCurrency);
        }
        else if (!RiskQuery.TryReadCurrency(currency, out var error))
        {
            errors.Add(error!);
        }

        if (participant is not null && !reference.Current.Participants.ContainsKey(participant))
        {
            errors.Add(new FieldError("participant", "unknown_participant", "participant must be the id of a participant; leave it out for all together."));
        }

        var days = DefaultDaysAhead;
        if (daysAhead is not null
            && (!int.TryParse(daysAhead, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out days) || days is < 1 or > LiquidityOptions.MaxDaysAhead))
        {
            errors.Add(new FieldError("days_ahead", "out_of_range", $"days_ahead must be a whole number of business days from 1 to {LiquidityOptions.MaxDaysAhead}."));
        }

        DateOnly? day = null;
        if (date is not null)
        {
            if (!DateOnly.TryParseExact(date, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed))
            {
                errors.Add(new FieldError("date", "not_a_date", "date must be written like 2026-11-23."));
            }
            else if (parsed.Year is < BusinessCalendar.FirstYear or > BusinessCalendar.LastYear)
            {
                errors.Add(new FieldError("date", "out_of_range", $"date must be in the years {BusinessCalendar.FirstYear} to {BusinessCalendar.LastYear}."));
            }
            else
            {
                day = parsed;
            }
        }

        query = new LiquidityQuery(currency ?? "", participant, days, day);
        problem = Problems.Invalid(errors);
        return errors.Count == 0;
    }

    /// <summary>The day asked for, today's by default; refused while it has not begun, for nothing can have happened on it.</summary>
    /// <param name="today">At the currency's place.</param>
    public bool TryReadPastDay(DateOnly today, out DateOnly day, out IResult problem)
    {
        day = Date ?? today;
        problem = Problems.Invalid("date", "not_begun", string.Create(CultureInfo.InvariantCulture, $"date must not be after today, which is {today:yyyy-MM-dd} at the place of {Currency}."));
        return day <= today;
    }
}
