-- The intake log: what was accepted, in the order in which the engine sees it, and the windows' close markers between the payments.
-- Append-only. Every append holds the log's transaction lock from before it takes a position until it is committed (IntakeSql), so
-- positions become visible in order: a reader that has seen position n never meets a smaller one later. Positions may have gaps.
-- The payment's columns spare readers the parsing of body; body is the request as it came, with metadata and unknown fields.
-- Texts compare by bytes: keys are ASCII, and the indexes need no language. The unique indexes are not partial, since a look-up by a
-- list of keys could not use them then; markers, the rows without keys, are few.
create table intake_log (
    position             bigint generated always as identity primary key,
    received_at          timestamptz not null,
    kind                 text collate "C" not null,
    transaction_id       text collate "C" constraint intake_log_transaction_id unique,
    idempotency_key      text collate "C" constraint intake_log_idempotency_key unique,
    fingerprint          bytea,
    amount_minor         bigint,
    source_currency      text collate "C",
    destination_currency text collate "C",
    source_account       text collate "C",
    destination_account  text collate "C",
    counterparty_id      text collate "C",
    settlement_window    text collate "C",
    body                 text,
    window_id            text collate "C",
    closed_by            text,
    close_reason         text,
    constraint intake_log_entry check (
        (kind = 'payment' and amount_minor > 0 and octet_length(fingerprint) = 32 and window_id is null
            and num_nulls(transaction_id, idempotency_key, source_currency, destination_currency, source_account, destination_account,
                counterparty_id, settlement_window, body) = 0)
        or (kind = 'window_close' and transaction_id is null and idempotency_key is null
            and num_nulls(window_id, closed_by, close_reason) = 0))
);

create unique index intake_log_window_id on intake_log (window_id) where window_id is not null;

call make_append_only('intake_log');
