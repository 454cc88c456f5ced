using Settlement.Domain.Currencies;
using Settlement.Domain.Fx;

namespace Settlement.Domain.Reference;

/// <summary>The rules that a change can be held against by itself, in the order in which they are reported. What needs the rest of the data (does the participant exist?) is checked where it is kept.</summary>
public static class ReferenceRules
{
    public const int MaxIdLength = 64;

    public const int MaxNameLength = 140;

    public const int MaxReasonLength = 500;

    /// <summary>A full spread beyond 100 % of mid is a mistake.</summary>
    public const decimal MaxSpreadBasisPoints = 10_000;

    /// <summary>Mids between these bounds keep every conversion and its inverse within what a decimal can tell.</summary>
    public const decimal MinMid = 0.0000000001m;

    public const decimal MaxMid = 10_000_000_000m;

    private static readonly System.Buffers.SearchValues<char> IdCharacters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.");

    /// <summary>Empty when the change keeps every rule.</summary>
    public static IReadOnlyList<RuleBreach> Check(ReferenceChange change) => change switch
    {
        ReferenceChange.PutParticipant(var participant) => [.. Check(participant)],
        ReferenceChange.PutAccount(var account) => [.. Check(account)],
        ReferenceChange.PutNetDebitCap(var cap) => [.. CheckLimit(cap.Currency, cap.LimitMinor)],
        ReferenceChange.PutBilateralLimit(var limit) => [.. CheckSides(limit.Debtor, limit.Creditor), .. CheckLimit(limit.Currency, limit.LimitMinor)],
        ReferenceChange.PostRate(var rate) => [.. Check(rate)],
        _ => throw new ArgumentException($"no rules for {change.GetType().Name}", nameof(change)),
    };

    public static IReadOnlyList<RuleBreach> Check(ChangeNote note) =>
        [.. CheckText("changed_by", note.ChangedBy, MaxNameLength), .. CheckText("reason", note.Reason, MaxReasonLength)];

    /// <summary>1 to 64 letters, digits, '_', '-' and '.'.</summary>
    public static bool IsId(string? text) => text is { Length: > 0 and <= MaxIdLength } && !text.AsSpan().ContainsAnyExcept(IdCharacters);

    private static IEnumerable<RuleBreach> Check(Participant participant)
    {
        if (!IsId(participant.ParticipantId))
        {
            yield return InvalidId("participant_id");
        }
        else if (participant.ParticipantId == Batches.PlannedWire.SystemParty)
        {
            yield return new RuleBreach("participant_id", "reserved", "this name stands for the settlement system itself");
        }

        foreach (var breach in CheckText("name", participant.Name, MaxNameLength))
        {
            yield return breach;
        }

        if (participant.Bic is not null && !Bic.IsValid(participant.Bic))
        {
            yield return new RuleBreach("bic", "invalid_bic", "not a BIC of 8 or 11 characters (ISO 9362)");
        }

        if (!IsId(participant.Region))
        {
            yield return InvalidId("region");
        }
    }

    private static IEnumerable<RuleBreach> Check(Account account)
    {
        if (!IsId(account.AccountId))
        {
            yield return InvalidId("account_id");
        }

        if (!IsId(account.ParticipantId))
        {
            yield return InvalidId("participant_id");
        }

        if (account.Iban is not null && !Iban.IsValid(account.Iban))
        {
            yield return new RuleBreach("iban", "invalid_iban", "not an IBAN in electronic form (ISO 13616): wrong country, length or check digits");
        }
    }

    private static IEnumerable<RuleBreach> CheckSides(string debtor, string creditor)
    {
        if (string.Equals(debtor, creditor, StringComparison.Ordinal))
        {
            yield return new RuleBreach("creditor", "same_party", "a bilateral limit stands between two participants");
        }
    }

    private static IEnumerable<RuleBreach> CheckLimit(string currency, long limitMinor)
    {
        if (Currency.Find(currency) is null)
        {
            yield return UnknownCurrency("currency");
        }

        if (limitMinor < 0)
        {
            yield return new RuleBreach("limit", "negative", "a limit is zero or more");
        }
    }

    private static IEnumerable<RuleBreach> Check(FxRate rate)
    {
        if (Currency.Find(rate.Base) is null)
        {
            yield return UnknownCurrency("base");
        }

        if (Currency.Find(rate.Quote) is null)
        {
            yield return UnknownCurrency("quote");
        }
        else if (string.Equals(rate.Base, rate.Quote, StringComparison.Ordinal))
        {
            yield return new RuleBreach("quote", "same_currency", "a rate stands between two currencies");
        }

        if (rate.Mid is < MinMid or > MaxMid)
        {
            yield return new RuleBreach("mid", "out_of_range", $"a mid is between {MinMid} and {MaxMid}");
        }

        if (rate.SpreadBasisPoints is < 0 or > MaxSpreadBasisPoints)
        {
            yield return new RuleBreach("spread_bps", "out_of_range", $"a spread is between 0 and {MaxSpreadBasisPoints} basis points");
        }

        foreach (var breach in CheckText("source", rate.Source, MaxNameLength))
        {
            yield return breach;
        }
    }

    private static IEnumerable<RuleBreach> CheckText(string field, string text, int maxLength)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            yield return new RuleBreach(field, "required", $"{field} is required");
        }
        else if (text.Length > maxLength)
        {
            yield return new RuleBreach(field, "too_long", $"{field} has at most {maxLength} characters");
        }
        else if (text.Any(char.IsControl) || text.EnumerateRunes().Contains(System.Text.Rune.ReplacementChar))
        {
            // An unpaired surrogate is enumerated as the replacement character; the database could not keep it.
            yield return new RuleBreach(field, "invalid_characters", $"{field} holds control characters or unpaired surrogates");
        }
    }

    private static RuleBreach InvalidId(string field) =>
        new(field, "invalid_id", $"1 to {MaxIdLength} letters, digits, '_', '-' and '.'");

    private static RuleBreach UnknownCurrency(string field) => new(field, "unknown_currency", "not an active currency of ISO 4217");
}
