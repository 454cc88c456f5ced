namespace Settlement.Engine.Planning;

/// <summary>
/// The statements of net debit positions. A batch's debits stand in its reservation until it is released, and in the day's position, with its credits, from
/// then on: one statement moves them, so a reader finds them in exactly one of the two. Postings are found by their entries: an account's
/// prefix is compared in a way that lets no plan walk the index of accounts, which is all of history.
/// </summary>
internal static class NetDebitSql
{
    /// <summary>$1: a batch that does not count, or null; $2, $3, $4: sides. One snapshot of positions and reservations, in proportion to what is asked and open.</summary>
    public const string Read = """
        with held as (
            select r.participant, r.currency, d.value_date, sum(r.debit_minor) as minor
            from batch_reservations r left join batch_days d on d.batch_id = r.batch_id and d.currency = r.currency
            where r.batch_id is distinct from $1
            group by r.participant, r.currency, d.value_date)
        select s.participant, s.currency, (coalesce(n.sent_minor - n.received_minor, 0) + coalesce(sum(h.minor), 0))::bigint
        from unnest($2::text[], $3::text[], $4::date[]) as s(participant, currency, day)
        left join net_positions n on n.value_date = s.day and n.currency = s.currency and n.participant = s.participant
        left join held h on h.participant = s.participant and h.currency = s.currency and coalesce(h.value_date, s.day) = s.day
        group by s.participant, s.currency, n.sent_minor, n.received_minor
        """;

    /// <summary>$1: batches; $2: a currency of each; $3: its day. A later round settles on the first one's day.</summary>
    public const string InsertDays = """
        insert into batch_days (batch_id, currency, value_date) select * from unnest($1::text[], $2::text[], $3::date[]) on conflict do nothing
        """;

    public const string DaysOfBatch = "select currency, value_date from batch_days where batch_id = $1";

    /// <summary>
    /// $1: batches at most. Ends the reservations of final batches and adds what their wires moved to the positions; what was given up has none. Two at
    /// once share the batches between them: a row is deleted by one. How many batches it took up is the answer.
    /// </summary>
    public const string Release = """
        with final as (
            select held.batch_id from (select batch_id from batch_days union select batch_id from batch_reservations) held
            join batches b on b.batch_id = held.batch_id and b.state in ('Settled', 'Abandoned')
            order by held.batch_id limit $1),
        days as (
            delete from batch_days d using final where d.batch_id = final.batch_id returning d.batch_id, d.currency, d.value_date),
        released as (
            delete from batch_reservations r using final where r.batch_id = final.batch_id),
        added as (
            insert into net_positions as n (value_date, currency, participant, sent_minor, received_minor)
            select f.value_date, f.currency, substr(p.account, 12), coalesce(sum(-p.amount_minor) filter (where p.amount_minor < 0), 0),
                   coalesce(sum(p.amount_minor) filter (where p.amount_minor > 0), 0)
            from days f
            join ledger_entries e on e.reference = f.batch_id and e.kind = 'Wire'
            join ledger_postings p on p.position = e.position and p.currency = f.currency and substr(p.account, 1, 11) = 'settlement:'
            group by 1, 2, 3 order by 1, 2, 3
            on conflict (value_date, currency, participant) do update
            set sent_minor = n.sent_minor + excluded.sent_minor, received_minor = n.received_minor + excluded.received_minor)
        select count(*) from final
        """;
}
