-- 017 gave a settlement day to batches whose sagas were open or had just ended, and none to those that were stored and not yet told: what these reserve
-- must count as well. A released batch has left the table and is counted; one that is planned since then has its days. On a new database there is none.
insert into batch_days (batch_id, currency, value_date)
select d.batch_id, c.currency, d.value_date
from (select r.batch_id, case when p.window_id ~ '-\d{4}-\d{2}-\d{2}$' then right(p.window_id, 10)::date else (p.made_at at time zone 'UTC')::date end as value_date
      from batch_plans r join plans p on p.plan_id = r.plan_id where r.round = 1) d
cross join (select distinct currency from ledger_balances) c
left join batches b on b.batch_id = d.batch_id
where (b.batch_id is null or b.is_open) and not exists (select from batch_days known where known.batch_id = d.batch_id);
