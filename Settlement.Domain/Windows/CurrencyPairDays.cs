using Settlement.Domain.Calendars;

namespace Settlement.Domain.Windows;

/// <summary>The days on which two currencies, or one with itself, can settle together.</summary>
internal readonly struct CurrencyPairDays(string source, string destination)
{
    private readonly BusinessCalendar sourceDays = BusinessCalendar.Of(source);
    private readonly BusinessCalendar destinationDays = BusinessCalendar.Of(destination);
    private readonly CutOff destinationCutOff = CutOff.Of(destination);

    public CutOff Source { get; } = CutOff.Of(source);

    public bool IsOpen(DateOnly date) => sourceDays.IsBusinessDay(date) && destinationDays.IsBusinessDay(date);

    /// <summary>
    /// The later of the two local dates: where it is tomorrow already, today's cut-off has passed, and so it has for the pair.
    /// </summary>
    public DateOnly Today(DateTimeOffset instant)
    {
        var here = Source.DateAt(instant);
        var there = destinationCutOff.DateAt(instant);
        return here > there ? here : there;
    }

    /// <summary>The first cut-off of the date and the currency that it belongs to; of equal ones the first in alphabetical order.</summary>
    public (string Currency, DateTimeOffset CutOff) Controlling(DateOnly date)
    {
        var here = Source.On(date);
        var there = destinationCutOff.On(date);
        var sourceControls = here < there || (here == there && string.CompareOrdinal(Source.Currency, destinationCutOff.Currency) <= 0);
        return sourceControls ? (Source.Currency, here) : (destinationCutOff.Currency, there);
    }

    /// <summary>The n-th common business day after a date.</summary>
    public DateOnly Add(DateOnly date, int businessDays)
    {
        for (var i = 0; i < businessDays; i++)
        {
            date = OnOrAfter(date.AddDays(1));
        }

        return date;
    }

    /// <summary>The first common business day from a date on whose cut-off is after an instant.</summary>
    public DateOnly FirstAccepting(DateOnly from, DateTimeOffset instant)
    {
        var date = OnOrAfter(from);
        return Controlling(date).CutOff > instant ? date : Add(date, 1);
    }

    private DateOnly OnOrAfter(DateOnly date)
    {
        for (var days = 0; days < WindowSchedule.HorizonDays; days++)
        {
            if (IsOpen(date.AddDays(days)))
            {
                return date.AddDays(days);
            }
        }

        throw new InvalidOperationException($"no common business day within {WindowSchedule.HorizonDays} days of {date:O}");
    }
}
