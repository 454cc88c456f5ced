-- Who does what among several engines. A lease says who may start work; a fence says whose writes still count: the one is about time, the other
-- is not. An engine that was paused beyond its lease wakes up believing in it, and its next write is refused by the fence.

-- Engines that run or ran. place names the kernel and the process namespace that process_id is a number of: an engine in the same place can see
-- that a process is gone, and need not wait for its leases to run out.
create table engines (
    engine_id       text primary key,
    place           text not null,
    process_id      int not null,
    process_started bigint not null,
    started_at      timestamptz not null,
    seen_at         timestamptz not null,
    stopped_at      timestamptz
) with (fillfactor = 50);

-- Leases in PostgreSQL; where etcd keeps them this table stays empty. Times are this server's, never an engine's.
create table leases (
    lease       text primary key,
    holder      text,
    token       bigint not null,
    acquired_at timestamptz not null,
    expires_at  timestamptz not null
) with (fillfactor = 50);

-- The highest token per lease, whoever keeps the leases. Tokens only grow.
create table fences (
    lease     text primary key,
    token     bigint not null check (token > 0),
    holder    text not null,
    raised_at timestamptz not null
);

-- Every term of every lease: who held it, from when. A term ends where the next one begins.
create table lease_terms (
    lease    text not null,
    token    bigint not null,
    holder   text not null,
    began_at timestamptz not null,
    primary key (lease, token)
);
call make_append_only('lease_terms');

-- Which of these tokens, by their place in the arrays, are not the highest any more. Holds a shared lock per lease to the end of the transaction, and raise_fence takes the same
-- lock alone: a fence that is raised has no older write under way beside it. The locks are in memory, so a commit pays no row write for them.
-- A client that freezes in the middle of such a transaction would keep its successor waiting: the server ends its session after 2 s.
create function stale_fences(held_leases text[], held_tokens bigint[]) returns int[]
    language plpgsql volatile
as $$
declare
    held record;
    highest bigint;
    stale int[] := '{}';
begin
    perform set_config('idle_in_transaction_session_timeout', '2000', true);
    for held in select h.lease, h.token, h.place::int from unnest(held_leases, held_tokens) with ordinality as h (lease, token, place) order by h.lease
    loop
        perform pg_advisory_xact_lock_shared(13, hashtext(held.lease));
        select f.token into highest from fences f where f.lease = held.lease;
        if highest is distinct from held.token then
            stale := stale || held.place;
        end if;
    end loop;
    return stale;
end
$$;

-- Refuses the transaction if any of these tokens is not the highest. A procedure: it returns no rows, so it goes before any statement of a batch.
create procedure hold_fences(held_leases text[], held_tokens bigint[])
    language plpgsql
as $$
declare
    stale constant int[] := stale_fences(held_leases, held_tokens);
begin
    if cardinality(stale) > 0 then
        raise exception 'the lease % is held by another engine now', held_leases[stale[1]]
            using errcode = 'P0F01', hint = 'The engine was deposed; its successor goes on from the stored state.';
    end if;
end
$$;

-- Begins a term; false if a higher token stands already. Waits for the transactions that still hold the fence.
create function raise_fence(raised_lease text, new_token bigint, new_holder text) returns boolean
    language plpgsql volatile
as $$
begin
    perform pg_advisory_xact_lock(13, hashtext(raised_lease));
    insert into fences as f (lease, token, holder, raised_at) values (raised_lease, new_token, new_holder, clock_timestamp())
        on conflict (lease) do update set token = excluded.token, holder = excluded.holder, raised_at = excluded.raised_at where f.token < excluded.token;
    if not found then
        return false;
    end if;
    insert into lease_terms (lease, token, holder, began_at) values (raised_lease, new_token, new_holder, clock_timestamp());
    return true;
end
$$;

-- What the consensus log decided: one row per key, wherever the log is. revision is etcd's of the write, or PostgreSQL's transaction id; the values
-- themselves stay in the log. token is that of the lease under which the writer worked, null for a writer without one (a vote from outside).
create table consensus_decisions (
    key         text primary key,
    log         text not null check (log in ('postgres', 'etcd')),
    digest      bytea not null check (length(digest) = 32),
    decided_by  text not null,
    lease       text,
    token       bigint,
    revision    bigint not null,
    decided_at  timestamptz not null,
    recorded_at timestamptz not null
);
create index consensus_decisions_revision on consensus_decisions (log, revision);
call make_append_only('consensus_decisions');
