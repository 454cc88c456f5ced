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

-- Batches from before this table was: the first release adds those that have settled. Two days are enough for any place's today; an RTGS batch of
-- that time counts on its day of UTC.
insert into batch_days (batch_id, currency, value_date)
select b.batch_id, c.currency, case when b.window_id ~ '-\d{4}-\d{2}-\d{2}$' then right(b.window_id, 10)::date else (b.created_at at time zone 'UTC')::date end
from batches b cross join (select distinct currency from ledger_balances) c
where b.is_open or b.updated_at > now() - interval '2 days';
