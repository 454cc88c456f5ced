-- Net debit positions: what each participant has sent less what it has received by wires, per currency and settlement day. A net debit cap limits this.

-- The settlement day of each currency of a batch, fixed when the batch is planned: its reservation and its postings count on that day whenever
-- they land, also after midnight. A working table like batch_reservations: a batch's rows leave it when its wires are added to the positions.
create table batch_days (
    batch_id   text not null,
    currency   text not null,
    value_date date not null,
    primary key (batch_id, currency)
);

-- Derived from the ledger: the sums of a day's wires of every released batch.
create table net_positions (
    value_date     date   not null,
    currency       text   not null,
    participant    text   not null,
    sent_minor     bigint not null check (sent_minor >= 0),
    received_minor bigint not null check (received_minor >= 0),
    primary key (value_date, currency, participant)
) with (fillfactor = 50);

-- Batches from before this table was, also those that are stored and not yet told: the first releases add those that have settled. All that may still
-- settle counts, and all of a day that may be some place's today or later; an RTGS batch of that time counts on its day of UTC.
insert into batch_days (batch_id, currency, value_date)
select d.batch_id, c.currency, d.value_date
from (select r.batch_id, case when p.window_id ~ '-\d{4}-\d{2}-\d{2}$' then right(p.window_id, 10)::date else (p.made_at at time zone 'UTC')::date end as value_date
      from batch_plans r join plans p on p.plan_id = r.plan_id where r.round = 1) d
cross join (select distinct currency from ledger_balances) c
left join batches b on b.batch_id = d.batch_id
where b.batch_id is null or b.is_open or d.value_date >= current_date - 1;
