-- What operators do in bulk or with money: each action with the list that was frozen when it was previewed, and the outcome of every item.

create table operator_actions (
    action_id        text        collate "C" primary key,
    kind             text        not null,
    parameters       text        not null,   -- JSON as it was sent
    title            text        not null,
    notes            text[]      not null,
    hash             text        not null,   -- SHA-256 over kind, parameters and items
    second_person    text        not null,   -- why one is needed; empty: none is
    items_per_second int         not null check (items_per_second > 0),
    state            text        not null check (state in ('previewed', 'waiting', 'running', 'finished', 'refused', 'cancelled')),
    created_at       timestamptz not null,
    created_by       text        not null,
    created_by_id    text        not null,   -- tells callers apart, as names need not
    expires_at       timestamptz not null,
    executed_at      timestamptz,
    executed_by      text,
    executed_by_id   text,
    reason           text,
    decided_at       timestamptz,
    decided_by       text,
    decision_reason  text,
    finished_at      timestamptz,
    -- Whoever runs it, and until when nobody else does: a runner that is killed loses it by the clock.
    claimed_by       text,
    claimed_until    timestamptz,
    cancelled_by     text
);
create index operator_actions_created on operator_actions (created_at, action_id);
create index operator_actions_running on operator_actions (executed_at) where state = 'running';

create table operator_action_items (
    action_id    text        not null references operator_actions,
    item         int         not null,
    key          text        not null,
    description  text        not null,
    parties      text[]      not null,
    currency     text,
    amount_minor bigint      not null,
    fingerprint  text        not null,   -- what must still be so for the preview to hold
    state        text        not null check (state in ('pending', 'running', 'done', 'failed', 'skipped')),
    outcome      text        not null default '',
    attempts     int         not null default 0,
    ended_at     timestamptz,
    primary key (action_id, item)
) with (fillfactor = 70);

-- What became of dead letters. The letter itself stays as it was.
create table dead_letter_ends (
    dead_letter_id bigint      primary key references dead_letters,
    action_id      text        not null references operator_actions,
    ended_at       timestamptz not null,
    body           text        -- what was handled in its place; null: itself
);
call make_append_only('dead_letter_ends');

-- An operator may let a wire that was refused try again: its history says so.
alter table wire_attempts drop constraint wire_attempts_kind_check;
alter table wire_attempts add constraint wire_attempts_kind_check check (kind in ('send', 'inquiry', 'withdrawal', 'release'));

-- One row per run of a scheduled job, and one per fire time that was missed.
create table job_runs (
    run          bigint      generated always as identity primary key,
    job          text        not null,
    due_at       timestamptz not null,
    started_at   timestamptz,
    finished_at  timestamptz,
    outcome      text        not null check (outcome in ('done', 'failed', 'missed')),
    detail       text        not null
);
create index job_runs_job on job_runs (job, run);
call make_append_only('job_runs');

-- What is scheduled and when it is due next, as the engine that schedules it says.
create table job_schedule (
    job         text        primary key,
    description text        not null,
    schedule    text        not null,
    next_at     timestamptz,
    state       text        not null,
    updated_at  timestamptz not null
);
