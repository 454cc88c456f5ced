using Settlement.Domain.Reference;

namespace Settlement.Engine.Reference;

/// <summary>The statement that makes one change. It answers the row before (null when it is new) and after, as JSON text.</summary>
internal sealed record ChangeStatement(string Kind, string Key, string Sql, object?[] Values)
{
    private const string Participant = """
        with old as (select to_jsonb(t) as row from participants t where participant_id = $1),
             new as (insert into participants as t (participant_id, name, bic, status, region) values ($1, $2, $3::text, $4, $5)
                     on conflict (participant_id) do update
                     set name = excluded.name, bic = excluded.bic, status = excluded.status, region = excluded.region
                     returning to_jsonb(t) as row)
        select (select row::text from old), (select row::text from new)
        """;

    private const string Account = """
        with old as (select to_jsonb(t) as row from accounts t where account_id = $1),
             new as (insert into accounts as t (account_id, participant_id, status, iban) values ($1, $2, $3, $4::text)
                     on conflict (account_id) do update set status = excluded.status, iban = excluded.iban
                     returning to_jsonb(t) as row)
        select (select row::text from old), (select row::text from new)
        """;

    private const string NetDebitCap = """
        with old as (select to_jsonb(t) as row from net_debit_caps t where participant_id = $1 and currency = $2),
             new as (insert into net_debit_caps as t (participant_id, currency, limit_minor) values ($1, $2, $3)
                     on conflict (participant_id, currency) do update set limit_minor = excluded.limit_minor
                     returning to_jsonb(t) as row)
        select (select row::text from old), (select row::text from new)
        """;

    private const string BilateralLimit = """
        with old as (select to_jsonb(t) as row from bilateral_limits t where debtor = $1 and creditor = $2 and currency = $3),
             new as (insert into bilateral_limits as t (debtor, creditor, currency, limit_minor) values ($1, $2, $3, $4)
                     on conflict (debtor, creditor, currency) do update set limit_minor = excluded.limit_minor
                     returning to_jsonb(t) as row)
        select (select row::text from old), (select row::text from new)
        """;

    private const string Rate = """
        insert into fx_rates as t (base, quote, mid, spread_bps, source, as_of) values ($1, $2, $3, $4, $5, $6)
        returning null::text, to_jsonb(t)::text
        """;

    public static ChangeStatement Of(ReferenceChange change) => change switch
    {
        ReferenceChange.PutParticipant(var p) =>
            new("participant", p.ParticipantId, Participant, [p.ParticipantId, p.Name, p.Bic, StoredStatus.Text(p.Status), p.Region]),
        ReferenceChange.PutAccount(var a) =>
            new("account", a.AccountId, Account, [a.AccountId, a.ParticipantId, StoredStatus.Text(a.Status), a.Iban]),
        ReferenceChange.PutNetDebitCap(var c) =>
            new("net_debit_cap", $"{c.ParticipantId}/{c.Currency}", NetDebitCap, [c.ParticipantId, c.Currency, c.LimitMinor]),
        ReferenceChange.PutBilateralLimit(var l) =>
            new("bilateral_limit", $"{l.Debtor}/{l.Creditor}/{l.Currency}", BilateralLimit, [l.Debtor, l.Creditor, l.Currency, l.LimitMinor]),
        ReferenceChange.PostRate(var r) =>
            new("fx_rate", $"{r.Base}/{r.Quote}", Rate, [r.Base, r.Quote, r.Mid, r.SpreadBasisPoints, r.Source, r.AsOf.ToUniversalTime()]),
        _ => throw new ArgumentException($"no statement for {change.GetType().Name}", nameof(change)),
    };
}
