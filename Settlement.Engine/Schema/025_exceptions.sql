-- A window's rejected and reversed payments, however many payments it has: where reason_code is not null and not is_open and window_id = $1.
-- Without the state, which every update changes: none of the three columns keeps an update from being heap-only that other indexes let be so.
create index transactions_exceptions on transactions (window_id) where reason_code is not null and not is_open;
