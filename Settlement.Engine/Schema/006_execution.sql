-- Execution: what the engine knows of its wires, and the simulated rails' own books (schema rail_sim, another system in every respect:
-- nothing here refers to it, and it is committed on its own).

create table wires (
    wire_id text primary key,
    batch_id text not null,
    round integer not null,
    phase smallint not null check (phase in (1, 2)),
    debtor text not null,
    creditor text not null,
    currency text not null,
    amount_minor bigint not null check (amount_minor > 0),
    transaction_id text,
    -- sending: was handed to a region, or is about to be; whatever is in this state is asked about before it is sent again.
    state text not null default 'pending' check (state in ('pending', 'sending', 'confirmed', 'refused', 'failed', 'withdrawn')),
    region text,
    -- Calls to a rail about this wire, sends and inquiries alike; also the row's version.
    attempts integer not null default 0,
    refusals integer not null default 0,
    fencing_token bigint,
    next_attempt_at timestamptz,
    last_code text not null default '',
    last_reason text not null default '',
    created_at timestamptz not null,
    updated_at timestamptz not null,
    confirmed_at timestamptz,
    check ((state = 'confirmed') = (confirmed_at is not null)),
    check (state <> 'sending' or (region is not null and fencing_token is not null))
) with (fillfactor = 50); -- a wire is updated twice at least: room on the page keeps the updates off the indexes
create index wires_of_batch on wires (batch_id, round);

-- One row per call about a wire. A number that is missing is a call whose outcome a crash took: the next row is the inquiry about it.
create table wire_attempts (
    wire_id text not null,
    attempt integer not null,
    kind text not null check (kind in ('send', 'inquiry', 'withdrawal')),
    region text,
    fencing_token bigint,
    outcome text not null,
    code text not null,
    at timestamptz not null,
    primary key (wire_id, attempt)
);
call make_append_only('wire_attempts');

-- The fencing token that each region's wires carry now, and the highest one that the network has acknowledged as a fence.
create table rail_regions (
    region text primary key,
    fencing_token bigint not null default 1,
    acknowledged_token bigint not null default 0,
    closed_until timestamptz
);

create schema rail_sim;

-- The network's book: a wire id has at most one effect.
create table rail_sim.wires (
    wire_id text primary key,
    region text not null,
    fencing_token bigint not null,
    debtor text not null,
    creditor text not null,
    currency text not null,
    amount_minor bigint not null,
    done_at timestamptz not null
);

create table rail_sim.fences (
    region text primary key,
    fencing_token bigint not null
);

-- Copies that a region has taken and not delivered yet.
create table rail_sim.held (
    wire_id text not null,
    attempt integer not null,
    region text not null,
    fencing_token bigint not null,
    debtor text not null,
    creditor text not null,
    currency text not null,
    amount_minor bigint not null,
    held_at timestamptz not null,
    primary key (wire_id, attempt)
);

create table rail_sim.counters (
    name text primary key,
    value bigint not null
);
