-- What a deployment with Kafka keeps in the database: where the intake log's positions come from, the windows' closes, dead letters, and how far
-- the events were relayed. Empty where PostgreSQL's own intake log is used.

-- The topic that is this database's intake log, for good: positions are first_position + offset * 1024 + partition. One row at most.
create table intake_stream (
    is_only        boolean     primary key default true check (is_only),
    topic          text        not null,
    topic_id       text        not null,
    partitions     int         not null check (partitions between 1 and 1024),
    first_position bigint      not null check (first_position > 0 and first_position % 1024 = 0),
    since          timestamptz not null
);
call make_append_only('intake_stream');

-- Closing a window is decided here, once; the marker in every partition only says where the decision stands in the log's order.
create table intake_window_closes (
    window_id text        primary key,
    at        timestamptz not null,
    closed_by text        not null,
    reason    text        not null
);
call make_append_only('intake_window_closes');

-- The first marker of a window in each partition, as the engine met it. A window closes when it was met in all of them.
create table intake_window_marks (
    window_id text   not null references intake_window_closes,
    partition int    not null,
    position  bigint not null,
    primary key (window_id, partition)
);
create index intake_window_marks_position on intake_window_marks (position);
call make_append_only('intake_window_marks');

-- Records that can never become a payment, as they came, with the first rule that they break and all of them.
create table intake_dead_letters (
    position       bigint      primary key,
    topic          text        not null,
    partition      int         not null,
    "offset"       bigint      not null,
    received_at    timestamptz not null,
    record_key     text,
    transaction_id text,
    reason         text        not null,
    field          text        not null,
    message        text        not null,
    errors         jsonb       not null,
    headers        jsonb       not null,
    body           bytea       not null,
    at             timestamptz not null
);
call make_append_only('intake_dead_letters');

create table intake_replays (
    id             bigint generated always as identity primary key,
    position       bigint      not null references intake_dead_letters,
    at             timestamptz not null,
    replayed_by    text        not null,
    outcome        text        not null,
    transaction_id text        not null
);
create index intake_replays_position on intake_replays (position);
call make_append_only('intake_replays');

-- Idempotency keys that were claimed for a payment on its way into the topic. What was consumed stands in intake_log, whose unique indexes decide;
-- this table only makes the answers in between exact. A claim whose answer is empty may be taken up again by the same request.
create table intake_claims (
    idempotency_key text collate "C" primary key,
    transaction_id  text collate "C" not null unique,
    fingerprint     bytea       not null check (octet_length(fingerprint) = 32),
    claimed_at      timestamptz not null,
    position        bigint,
    received_at     timestamptz
) with (fillfactor = 70);

-- How far the saga events were relayed: the cursor that relayable_saga_events asks for.
create table event_relays (
    relay      text        primary key,
    xact       xid8        not null,
    position   bigint      not null,
    relayed    bigint      not null,
    updated_at timestamptz not null
);
