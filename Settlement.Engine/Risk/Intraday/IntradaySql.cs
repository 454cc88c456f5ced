namespace Settlement.Engine.Risk.Intraday;

/// <summary>
/// The statements of the intraday measures. $1 currency, $2 participant or null for every one. The journal is read between the day's first and last entry,
/// windows by their cut-off, payments by their window: never the whole history.
/// </summary>
internal static class IntradaySql
{
    /// <summary>$3 and $4: the day's entries. Cumulative positions of wires, which BCBS 248 calls payments made and received.</summary>
    public const string Usage = """
        with moves as (
            select substr(p.account, 12) as participant, e.at, p.position, p.line, p.amount_minor,
                   sum(p.amount_minor) over (partition by p.account order by p.position, p.line) as net
            from ledger_postings p join ledger_entries e on e.position = p.position
            where p.position between $3 and $4 and p.currency = $1 and e.kind = 'Wire' and substr(p.account, 1, 11) = 'settlement:'
                and ($2::text is null or p.account = 'settlement:' || $2))
        select participant, greatest(0, -min(net))::bigint, (array_agg(at order by net, position))[1], greatest(0, max(net))::bigint,
               (array_agg(at order by net desc, position))[1], coalesce(-sum(amount_minor) filter (where amount_minor < 0), 0)::bigint,
               coalesce(sum(amount_minor) filter (where amount_minor > 0), 0)::bigint
        from moves group by participant
        """;

    /// <summary>$5 zone: the posted payments of each hour.</summary>
    public const string Payments = """
        select substr(p.account, 10), extract(hour from e.at at time zone $5)::int,
               coalesce(-sum(p.amount_minor) filter (where p.amount_minor < 0), 0)::bigint, count(*) filter (where p.amount_minor < 0),
               coalesce(sum(p.amount_minor) filter (where p.amount_minor > 0), 0)::bigint, count(*) filter (where p.amount_minor > 0)
        from ledger_postings p join ledger_entries e on e.position = p.position
        where p.position between $3 and $4 and p.currency = $1 and e.kind = 'Payment' and p.account like 'position:%'
            and ($2::text is null or p.account = 'position:' || $2)
        group by 1, 2 order by 1, 2
        """;

    /// <summary>$3: the first entry of the day; balances now less all that was posted since.</summary>
    public const string Openings = """
        select substr(b.account, 12), (b.balance_minor - coalesce((
                   select sum(p.amount_minor) from ledger_postings p where p.account = b.account and p.currency = b.currency and p.position >= $3), 0))::bigint
        from ledger_balances b where b.currency = $1 and b.account like 'settlement:%' and ($2::text is null or b.account = 'settlement:' || $2)
        """;

    /// <summary>$3 and $4: the first entries of a day and of a later one: what the balances changed by between the two openings.</summary>
    public const string Moves = """
        select substr(p.account, 12), sum(p.amount_minor)::bigint from ledger_postings p
        where p.position >= $3 and p.position < $4 and p.currency = $1 and substr(p.account, 1, 11) = 'settlement:' and ($2::text is null or p.account = 'settlement:' || $2)
        group by 1
        """;

    /// <summary>$3 and $4: instants between which windows closed or close.</summary>
    public const string Obligations = """
        with due as (select window_id from windows where cut_off >= $3 and cut_off < $4)
        select t.source_participant, 'due', coalesce(sum(t.amount_minor), 0)::bigint, count(*)
        from due w join transactions t on t.window_id = w.window_id
        where t.is_open and t.source_currency = $1 and ($2::text is null or t.source_participant = $2) group by 1
        union all
        select t.source_participant, 'settled', sum(t.amount_minor)::bigint, count(*)
        from due w join batches b on b.window_id = w.window_id join transactions t on t.batch_id = b.batch_id
        where t.state = 'Settled' and t.source_currency = $1 and ($2::text is null or t.source_participant = $2) group by 1
        union all
        select t.source_participant, 'missed', sum(t.amount_minor)::bigint, count(*)
        from due w join saga_events e on e.event = 'TransactionDeferred' and (e.payload::jsonb ->> 'from_window_id') = w.window_id
            join transactions t on t.id = e.saga_id
        where t.source_currency = $1 and ($2::text is null or t.source_participant = $2) group by 1
        """;

    /// <summary>$3 and $4: the day's entries. The text is looked at before it is parsed, since few payments name a customer.</summary>
    public const string Correspondents = """
        select substr(p.account, 10), left(i.body::jsonb #>> '{metadata,on_behalf_of}', 128), -sum(p.amount_minor)::bigint, count(*)
        from ledger_postings p join ledger_entries e on e.position = p.position
            join intake_log i on i.transaction_id = substr(e.key, 9)
        where p.position between $3 and $4 and p.currency = $1 and e.kind = 'Payment' and p.account like 'position:%' and p.amount_minor < 0
            and ($2::text is null or p.account = 'position:' || $2) and i.body like '%"on_behalf_of"%'
            and i.body::jsonb #>> '{metadata,on_behalf_of}' is not null
        group by 1, 2 order by 1, 3 desc, 2
        """;
}
