-- Plans and what they reserve. A plan is stored whole, with the problem it answers, so that anyone can check it again later.

-- Every stored plan moves the head by one: a planner that read balances and reservations at an older head must plan again.
create table planning_head (
    one     boolean primary key default true check (one),
    version bigint  not null
);
insert into planning_head (version) values (0);

create table plans (
    plan_id   text        primary key,
    window_id text        not null,
    mode      text        not null check (mode in ('Gross', 'Net')),
    version   bigint      not null unique,
    hash      text        not null,
    problem   jsonb       not null,
    plan      jsonb       not null,   -- without its batches: they are rows of batch_plans
    made_at   timestamptz not null
);
create index plans_by_window on plans (window_id, version);
call make_append_only('plans');

-- One row per batch and round; a later round replaces what the earlier one wanted, the earlier row stays.
create table batch_plans (
    batch_id  text        not null,
    round     int         not null check (round >= 1),
    plan_id   text        not null references plans (plan_id),
    hash      text        not null,
    plan      jsonb       not null,
    removed   jsonb       not null default '[]',  -- payments that this round leaves out, with what becomes of each
    made_at   timestamptz not null,
    primary key (batch_id, round)
);
create index batch_plans_by_plan on batch_plans (plan_id);
call make_append_only('batch_plans');

-- Liquidity that a batch may still draw; counts while the batch's saga is not final, and is removed after that: a working table, kept small
-- because every plan reads all of it.
create table batch_reservations (
    batch_id    text   not null,
    round       int    not null,
    participant text   not null,
    currency    text   not null,
    debit_minor bigint not null check (debit_minor > 0),
    primary key (batch_id, round, participant, currency)
);

-- Plans whose consequences have been told to the sagas. What is missing here is told again after a crash.
create table plan_announcements (
    plan_id      text        primary key references plans (plan_id),
    announced_at timestamptz not null
);
call make_append_only('plan_announcements');

-- The batch that each payment was planned into. A payment is in one batch at a time, whoever plans; it leaves this table only when a later round
-- of its batch puts it off.
create table planned_payments (
    transaction_id text primary key,
    batch_id       text not null
);
