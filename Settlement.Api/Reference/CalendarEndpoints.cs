using Settlement.Api.Access;
using Settlement.Api.Http;
using Settlement.Api.OpenApi;
using Settlement.Domain.Access;
using Settlement.Domain.Calendars;
using Settlement.Domain.Currencies;

namespace Settlement.Api.Reference;

internal static class CalendarEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/currencies", Currencies).RequireScope(Scope.Read)
            .WithSummary("Every payable currency of ISO 4217").Produces<Page<CurrencyView>>();
        api.MapGet("/calendars/{currency}", Calendar).RequireScope(Scope.Read)
            .WithSummary("A currency's business days, holidays and cut-offs in a year, this year when not given")
            .Produces<CalendarView>().ProducesProblems(StatusCodes.Status404NotFound, StatusCodes.Status422UnprocessableEntity);
    }

    private static IResult Currencies() => TypedResults.Ok(new Page<CurrencyView>(
        [
            .. Currency.All.Select(currency => new CurrencyView(
                currency.Code, currency.Number, currency.MinorUnits, currency.Name,
                BusinessCalendar.Of(currency.Code).System, CutOffView.Of(CutOff.Of(currency.Code)))),
        ],
        null));

    private static IResult Calendar(TimeProvider time, string currency, int? year)
    {
        if (Currency.Find(currency) is null)
        {
            return Problems.NotFound("currency " + currency);
        }

        var shown = year ?? time.GetUtcNow().Year;
        if (shown is < BusinessCalendar.FirstYear or > BusinessCalendar.LastYear)
        {
            return Problems.Invalid("year", "out_of_range", $"Calendars are kept from {BusinessCalendar.FirstYear} to {BusinessCalendar.LastYear}.");
        }

        var calendar = BusinessCalendar.Of(currency);
        var cutOff = CutOff.Of(currency);
        var first = new DateOnly(shown, 1, 1);
        var days = Enumerable.Range(0, DateTime.IsLeapYear(shown) ? 366 : 365).Select(first.AddDays)
            .Where(calendar.IsBusinessDay).Select(date => new BusinessDayView(date, cutOff.On(date)));
        return TypedResults.Ok(new CalendarView(
            currency, calendar.System, calendar.HasHolidays, shown, CutOffView.Of(cutOff), calendar.Holidays(shown), [.. days]));
    }
}
