namespace Settlement.Engine.Risk;

/// <summary>
/// The statements of a risk snapshot. Each reads rows in proportion to what is open, never the history: the partial index of open payments, the
/// derived balances, the reservations of open batches, and the intake log behind the engine's watermark. Postings are found by their entries: an account's prefix is
/// compared in a way that lets no plan walk the index of accounts.
/// </summary>
internal static class RiskSql
{
    public const string Heads = """
        select (select position from ledger_head), coalesce((select max(position) from intake_log), 0),
               coalesce((select position from engine_progress where consumer = 'engine'), 0)
        """;

    public const string Balances = "select substr(account, 12), currency, balance_minor from ledger_balances where account like 'settlement:%'";

    /// <summary>A batch is posted in one commit and its saga told in a later one: in between its funds have moved and are no longer reserved.</summary>
    public const string Reserved = """
        select r.participant, r.currency, sum(r.debit_minor)::bigint
        from batch_reservations r left join batches b on b.batch_id = r.batch_id
        where (b.state is null or b.state not in ('Settled', 'Abandoned'))
            and not exists (select from ledger_entries e where e.reference = r.batch_id)
        group by r.participant, r.currency
        """;

    /// <summary>
    /// $1, $2: currencies and the settlement day of each. The position is that of released batches and of those that are posted and not released yet; the
    /// rest of the day's reservations are debits to come.
    /// </summary>
    public const string DayUse = """
        with days as (select * from unnest($1::text[], $2::date[]) as d(currency, day)),
        uses as (
            select n.participant, n.currency, n.sent_minor - n.received_minor as net, 0::bigint as held
            from days d join net_positions n on n.value_date = d.day and n.currency = d.currency
            union all
            select substr(p.account, 12), p.currency, -p.amount_minor, 0
            from batch_days b join days d on d.currency = b.currency and d.day = b.value_date
            join ledger_entries e on e.reference = b.batch_id and e.kind = 'Wire'
            join ledger_postings p on p.position = e.position and p.currency = b.currency and substr(p.account, 1, 11) = 'settlement:'
            union all
            select r.participant, r.currency, 0, r.debit_minor
            from batch_reservations r join days d on d.currency = r.currency
            left join batch_days v on v.batch_id = r.batch_id and v.currency = r.currency
            left join batches b on b.batch_id = r.batch_id
            where coalesce(v.value_date, d.day) = d.day and (b.state is null or b.state not in ('Settled', 'Abandoned'))
                and not exists (select from ledger_entries e where e.reference = r.batch_id))
        select participant, currency, sum(net)::bigint, sum(held)::bigint from uses group by participant, currency
        """;

    /// <summary>In the same way a payment in the journal is settled, whatever its saga has been told.</summary>
    public const string OpenPayments = """
        select case when t.state = 'Submitted' then 0 when t.state in ('Batched', 'Matched') then 3 when t.window_id = 'rtgs' then 1 else 2 end as stage,
               t.source_participant, t.counterparty_id, t.source_currency, t.destination_currency, count(*), sum(t.amount_minor)::bigint,
               coalesce(sum(case when t.source_currency = t.destination_currency then t.amount_minor else t.destination_minor end), 0)::bigint,
               coalesce(sum(t.amount_minor) filter (where t.destination_minor is null and t.source_currency <> t.destination_currency), 0)::bigint
        from transactions t
        where t.is_open
            and (t.state not in ('Batched', 'Matched') or not exists (select from ledger_entries e where e.key = 'payment:' || t.transaction_id))
        group by 1, 2, 3, 4, 5
        """;

    /// <summary>
    /// Accepted and without a saga yet. Of the database's own log: behind the engine's watermark, $1. Of a topic: in each partition between what was done and what
    /// was taken in, at most what one engine has under way there; positions of different partitions are in no order of time, so that no one bound serves them all.
    /// </summary>
    public const string Unread = """
        with unread as (
            select i.* from intake_log i where i.position > $1 and i.position < coalesce((select first_position from intake_stream), 9223372036854775807)
            union all
            select i.* from intake_partitions p join intake_log i on i.position > p.done and i.position <= p.taken and i.position % 1024 = p.partition)
        select 0, coalesce(a.participant_id, ''), i.counterparty_id, i.source_currency, i.destination_currency, count(*), sum(i.amount_minor)::bigint,
               coalesce(sum(i.amount_minor) filter (where i.source_currency = i.destination_currency), 0)::bigint,
               coalesce(sum(i.amount_minor) filter (where i.source_currency <> i.destination_currency), 0)::bigint
        from unread i left join accounts a on a.account_id = i.source_account
        where i.kind = 'payment'
            and not exists (select from transactions t where t.transaction_id = i.transaction_id)
            and not exists (select from dead_letters d where d.source = 'engine' and d.position = i.position)
            and not exists (select from intake_dead_letters d where d.position = i.position)
        group by 2, 3, 4, 5
        """;
}
