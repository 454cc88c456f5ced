-- Sagas: one table per machine, one row per saga, and one append-only table with the event of every change.
-- A saga's row and its event row are always written by the same statement, so version and the number of events are equal at any moment.
--
-- No index below covers state: every event changes it, and an update that touches no indexed column is heap-only (no index is written at all).
-- is_open follows from the state and changes once, at the end; it makes the index of the sagas that drivers look for small.

create table transactions (
    id                   uuid        primary key,
    version              int         not null,
    state                text        not null,
    created_at           timestamptz not null,
    updated_at           timestamptz not null,
    transaction_id       text        not null unique,
    position             bigint      not null,
    received_at          timestamptz not null,
    kind                 text        not null,
    source_participant   text        not null,
    counterparty_id      text        not null,
    source_account       text        not null,
    destination_account  text        not null,
    source_currency      text        not null,
    destination_currency text        not null,
    amount_minor         bigint      not null,
    window_id            text        not null,
    destination_minor    bigint,
    rate                 numeric,
    batch_id             text,
    reason_code          text,
    deferral             jsonb,
    deferrals            int         not null,
    ledger_entry         bigint,
    is_open              boolean     not null
) with (fillfactor = 60);

-- where is_open and window_id = $1 [and state = ...] order by position
create index transactions_open on transactions (window_id, position) where is_open;
-- pages of all or of one state in order of arrival: where position > $1 [and state = ...] order by position
create index transactions_position on transactions (position);
create index transactions_batch on transactions (batch_id) where batch_id is not null;
-- those that were deferred, rejected or reversed: where reason_code is not null and position > $1 [and state = ...] order by position
create index transactions_reason on transactions (position) where reason_code is not null;

create table batches (
    id               uuid        primary key,
    version          int         not null,
    state            text        not null,
    created_at       timestamptz not null,
    updated_at       timestamptz not null,
    batch_id         text        not null unique,
    window_id        text        not null,
    round            int         not null,
    plan_hash        text        not null,
    transactions     int         not null,
    cost_minor       bigint      not null,
    naive_cost_minor bigint      not null,
    wires            int,
    confirmed_by     text,
    confirm_reason   text,
    reason           text,
    ledger_entry     bigint,
    is_open          boolean     not null
) with (fillfactor = 60);

create index batches_window on batches (window_id);
create index batches_open on batches (created_at, batch_id) where is_open;
create index batches_created on batches (created_at, batch_id);

create table windows (
    id             uuid        primary key,
    version        int         not null,
    state          text        not null,
    created_at     timestamptz not null,
    updated_at     timestamptz not null,
    window_id      text        not null unique,
    kind           text        not null,
    currency       text        not null,
    value_date     date        not null,
    cut_off        timestamptz not null,
    close_position bigint,
    closed_by      text,
    close_reason   text,
    plan_hash      text,
    batches        int         not null,
    deferred       int         not null,
    report_hash    text,
    is_open        boolean     not null
) with (fillfactor = 60);

create index windows_open on windows (cut_off, window_id) where is_open;
create index windows_cut_off on windows (cut_off, window_id);

-- The outbox of all machines. Position is the order of allocation, not of commit: a row can become visible after one with a greater position.
-- A relay therefore reads relayable_saga_events in the order (xact, position) and keeps the pair as its cursor:
--   select ... from relayable_saga_events where (xact, position) > ($1, $2) order by xact, position limit $3
-- Every transaction below pg_snapshot_xmin has ended, so nothing can appear before a row that the view shows; and a saga's versions stand in order,
-- because a change starts after the one before it is committed. A long-running writing transaction anywhere on the server holds the view back, and only that.
create table saga_events (
    position   bigint      generated always as identity,
    xact       xid8        not null default pg_current_xact_id(),
    machine    text        not null,
    saga_id    uuid        not null,
    key        text        not null,
    version    int         not null,
    event      text        not null,
    from_state text        not null,
    to_state   text        not null,
    at         timestamptz not null,
    message_id uuid        not null,
    -- JSON; text, because nothing here looks into it and parsing each one would cost the commit. Cast it to read fields.
    payload    text        not null,
    primary key (saga_id, version)
);

create index saga_events_relay on saga_events (xact, position);

create view relayable_saga_events as
    select * from saga_events where xact < pg_snapshot_xmin(pg_current_snapshot());

call make_append_only('saga_events');
