namespace Settlement.Engine.Reports;

/// <summary>What a report is made from. $1 is the window's id, or the ids of its batches where it is called so.</summary>
internal static class ReportSql
{
    public const string Window = """
        select kind, currency, value_date, cut_off, closed_by, close_reason, plan_hash, state from windows where window_id = $1
        """;

    public const string Batches = """
        select batch_id, state, round, transactions, wires, plan_hash, ledger_entry, reason from batches where window_id = $1 order by created_at, batch_id
        """;

    /// <summary>$1: batches. One row per currency; every source is summed by itself, and nothing is taken from the plan.</summary>
    public const string Proof = """
        with settled as materialized (
            select batch_id, source_participant, counterparty_id, source_currency, amount_minor, destination_currency, destination_minor
            from transactions where batch_id = any($1) and state = 'Settled'),
        legs as (
            select batch_id, source_participant as party, source_currency as currency, -amount_minor as minor from settled
            union all
            select batch_id, counterparty_id, destination_currency, destination_minor from settled),
        confirmed as materialized (
            select batch_id, debtor, creditor, currency, amount_minor from wires where batch_id = any($1) and state = 'confirmed'),
        moves as (
            select batch_id, debtor as party, currency, -amount_minor as minor from confirmed where debtor <> 'system'
            union all
            select batch_id, creditor, currency, amount_minor from confirmed where creditor <> 'system'),
        posted as materialized (
            select e.reference as batch_id, e.kind, p.account, p.currency, p.amount_minor as minor
            from ledger_entries e join ledger_postings p on p.position = e.position
            where e.reference = any($1) and e.kind in ('Payment', 'Wire')),
        net_legs as (select currency, sum(minor) as net from legs group by batch_id, party, currency),
        net_moves as (select currency, sum(minor) as net from moves group by batch_id, party, currency),
        net_posted as (
            select currency, sum(minor) as net from posted where kind = 'Wire' and account like 'settlement:%' group by batch_id, account, currency),
        figures(currency, payments, gross, gross_posted, net, wires, postings, wire_count) as (
            select source_currency, count(*), sum(amount_minor), 0, 0, 0, 0, 0 from settled group by source_currency
            union all
            select currency, 0, 0, -sum(minor), 0, 0, 0, 0 from posted where kind = 'Payment' and account like 'position:%' and minor < 0 group by currency
            union all
            select currency, 0, 0, 0, sum(greatest(-net, 0)), 0, 0, 0 from net_legs group by currency
            union all
            select currency, 0, 0, 0, 0, sum(greatest(-net, 0)), 0, 0 from net_moves group by currency
            union all
            select currency, 0, 0, 0, 0, 0, sum(greatest(-net, 0)), 0 from net_posted group by currency
            union all
            select currency, 0, 0, 0, 0, 0, 0, count(*) from confirmed group by currency)
        select currency, sum(payments)::int, sum(gross)::bigint, sum(gross_posted)::bigint, sum(net)::bigint, sum(wires)::bigint, sum(postings)::bigint,
            sum(wire_count)::int
        from figures group by currency order by currency collate "C"
        """;

    /// <summary>$1: batches.</summary>
    public const string CountReversedAndSettled = """
        select count(*) filter (where state = 'Settled')::int, count(*) filter (where state = 'Reversed')::int from transactions where batch_id = any($1)
        """;

    /// <summary>$1: batches, $2: rows at most.</summary>
    public const string Reversed = """
        select t.transaction_id, t.source_currency, t.amount_minor, coalesce(t.reason_code, ''), coalesce(e.payload::jsonb ->> 'notice', '')
        from transactions t left join saga_events e on e.saga_id = t.id and e.event = 'TransactionReversed'
        where t.batch_id = any($1) and t.state = 'Reversed' order by t.position limit $2
        """;

    /// <summary>$2: rows at most. The partial index on refused payments finds them.</summary>
    public const string Rejected = """
        select t.transaction_id, t.source_currency, t.amount_minor, t.reason_code, coalesce(e.payload::jsonb ->> 'reason', ''), count(*) over ()::int
        from transactions t left join saga_events e on e.saga_id = t.id and e.event = 'TransactionRejected'
        where t.reason_code is not null and t.state = 'Rejected' and t.window_id = $1 order by t.position limit $2
        """;

    /// <summary>$2: rows at most. One row per payment: what it was told last when it left the window.</summary>
    public const string Deferred = """
        with left_window as (
            select distinct on (saga_id) saga_id, payload::jsonb as told from saga_events
            where event = 'TransactionDeferred' and payload::jsonb ->> 'from_window_id' = $1 order by saga_id, version desc)
        select t.transaction_id, t.source_currency, t.amount_minor, l.told ->> 'next_window_id', l.told #>> '{deferral,reason}',
            l.told #>> '{deferral,participant}', l.told #>> '{deferral,currency}', (l.told #>> '{deferral,limit_minor}')::bigint,
            (l.told #>> '{deferral,release_minor}')::bigint, count(*) over ()::int
        from left_window l join transactions t on t.id = l.saga_id order by t.position limit $2
        """;

    public const string Plans = """
        select plan, problem -> 'rates' from plans where window_id = $1 order by version
        """;

    /// <summary>$1: batches. Only settled ones traded.</summary>
    public const string Trades = """
        select distinct on (p.batch_id) p.plan -> 'fx_trades' from batch_plans p join batches b on b.batch_id = p.batch_id
        where p.batch_id = any($1) and b.state = 'Settled' order by p.batch_id, p.round desc
        """;

    /// <summary>$1: batches, $2: the window's saga, $3: the batches' sagas.</summary>
    public const string Times = """
        select 'collection', min(at) filter (where event = 'OpenWindow'), max(at) filter (where event = 'WindowClosing') from saga_events where saga_id = $2
        union all
        select 'planning', min(at) filter (where event = 'WindowClosing'), max(at) filter (where event = 'WindowPlanned') from saga_events where saga_id = $2
        union all
        select 'matching', min(at) filter (where event = 'MatchingStarted'), max(at) filter (where event = 'BatchMatched')
        from saga_events where saga_id = any($3)
        union all
        select 'execution', (select min(at) from saga_events where saga_id = any($3) and event = 'ExecutionStarted'),
            (select max(confirmed_at) from wires where batch_id = any($1))
        union all
        select 'posting', min(at), max(at) from ledger_entries where reference = any($1)
        """;
}
