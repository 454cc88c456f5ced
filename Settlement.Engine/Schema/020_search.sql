-- Finer than 018's: a summary for each 8 pages (some 160 rows) and not for 64, so that what is rare is found by reading some per cent of the table
-- and not half of it. The newest rows have no summary until the next vacuum, which this table gets every few thousand updates, and are looked
-- through as they are: at thousands of rows a second ranges fill faster than autovacuum's queue for single ranges (256) takes them in. Beside each
-- row's values it costs what 018's did: nothing per row until a range has its summary.
drop index transactions_search;

create index transactions_search on transactions using brin (
    source_participant   text_bloom_ops (n_distinct_per_range = 16),
    counterparty_id      text_bloom_ops (n_distinct_per_range = 16),
    source_account       text_bloom_ops (n_distinct_per_range = 160),
    destination_account  text_bloom_ops (n_distinct_per_range = 160),
    source_currency      text_bloom_ops (n_distinct_per_range = 16),
    destination_currency text_bloom_ops (n_distinct_per_range = 16),
    window_id            text_bloom_ops (n_distinct_per_range = 16),
    amount_minor         int8_bloom_ops (n_distinct_per_range = 160),
    received_at          timestamptz_minmax_ops,
    position             int8_minmax_ops
) with (pages_per_range = 8, autosummarize = off);
