-- Finding payments by anything but their id, over millions of rows, at next to no cost for those that are written: block-range indexes, one
-- summary for each 64 pages, brought up to date by autovacuum. A bloom filter says in which ranges a value cannot be. What is found is sorted
-- by position; a value that is everywhere is found at once by walking transactions_position backwards, and the planner takes that way.
create index transactions_search on transactions using brin (
    source_participant   text_bloom_ops (n_distinct_per_range = 64),
    counterparty_id      text_bloom_ops (n_distinct_per_range = 64),
    source_account       text_bloom_ops (n_distinct_per_range = 400),
    destination_account  text_bloom_ops (n_distinct_per_range = 400),
    window_id            text_bloom_ops (n_distinct_per_range = 64),
    amount_minor         int8_bloom_ops (n_distinct_per_range = 900),
    received_at          timestamptz_minmax_ops
) with (pages_per_range = 64, autosummarize = on);
