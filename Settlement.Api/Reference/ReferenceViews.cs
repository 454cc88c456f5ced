using System.Globalization;
using System.Text.Json;
using Settlement.Domain.Batches;
using Settlement.Domain.Calendars;
using Settlement.Domain.Currencies;
using Settlement.Domain.Fx;
using Settlement.Domain.Reference;
using Settlement.Engine.Reference;

namespace Settlement.Api.Reference;

// What clients are shown. Participants, accounts and holidays are shown as the domain has them.

/// <param name="Limit">Units, with the currency's decimals.</param>
public sealed record CapView(string ParticipantId, string Currency, string Limit)
{
    internal static CapView Of(NetDebitCap cap) => new(cap.ParticipantId, cap.Currency, Money.Format(cap.LimitMinor, Domain.Currencies.Currency.Get(cap.Currency)));
}

/// <param name="Limit">Units, with the currency's decimals.</param>
public sealed record BilateralLimitView(string Debtor, string Creditor, string Currency, string Limit)
{
    internal static BilateralLimitView Of(BilateralLimit limit) =>
        new(limit.Debtor, limit.Creditor, limit.Currency, Money.Format(limit.LimitMinor, Domain.Currencies.Currency.Get(limit.Currency)));
}

/// <param name="Mid">Units of quote for one unit of base.</param>
/// <param name="SpreadBps">Full bid-ask spread in basis points of mid.</param>
public sealed record RateView(string Base, string Quote, string Mid, string SpreadBps, string Source, DateTimeOffset AsOf)
{
    internal static RateView Of(FxRate rate) => new(
        rate.Base, rate.Quote, rate.Mid.ToString(CultureInfo.InvariantCulture), rate.SpreadBasisPoints.ToString(CultureInfo.InvariantCulture),
        rate.Source, rate.AsOf);
}

/// <param name="MinorUnits">Decimals of the currency.</param>
/// <param name="System">The settlement system whose days and cut-off it follows.</param>
public sealed record CurrencyView(string Code, string Number, int MinorUnits, string Name, string System, CutOffView CutOff);

/// <param name="Time">Local time, hours and minutes.</param>
/// <param name="Zone">Name of the IANA time zone database.</param>
public sealed record CutOffView(string Time, string Zone, string Source)
{
    internal static CutOffView Of(CutOff cutOff) =>
        new(cutOff.LocalTime.ToString("HH:mm", CultureInfo.InvariantCulture), cutOff.Zone, cutOff.Source);
}

/// <param name="CutOff">When the windows of this value date close.</param>
public sealed record BusinessDayView(DateOnly Date, DateTimeOffset CutOff);

/// <param name="HasHolidays">False when only weekends are known for this currency.</param>
public sealed record CalendarView(
    string Currency, string System, bool HasHolidays, int Year, CutOffView CutOff,
    IReadOnlyList<Holiday> Holidays, IReadOnlyList<BusinessDayView> BusinessDays);

/// <param name="Kind">participant, account, net_debit_cap, bilateral_limit or fx_rate.</param>
/// <param name="Before">The row before; null when it was new.</param>
/// <param name="After">The row after; amounts in minor units.</param>
public sealed record ChangeView(
    string ChangeId, long Version, DateTimeOffset ChangedAt, string ChangedBy, string Kind, string Key, JsonElement? Before, JsonElement After, string Reason)
{
    internal static ChangeView Of(RecordedChange change) => new(
        change.ChangeId.ToString(CultureInfo.InvariantCulture), change.Version, change.ChangedAt, change.ChangedBy,
        change.Kind, change.Key, change.Before is null ? null : JsonElement.Parse(change.Before), JsonElement.Parse(change.After), change.Reason);
}
