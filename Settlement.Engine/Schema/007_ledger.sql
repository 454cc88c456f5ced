-- The books. Entries, postings and blocks are evidence and append-only; balances and head are derived from them and kept in the same commit.
-- The chain's format is documented at BlockText in Settlement.Domain; everything that is hashed stands in these columns.

-- One journal entry. Positions are gapless: they are given out while the head's row is locked.
create table ledger_entries (
    position  bigint      primary key check (position > 0),
    key       text        not null unique,
    kind      text        not null,
    reference text        not null,
    block     bigint      not null,
    at        timestamptz not null,   -- that of its block: never earlier than that of an earlier entry
    postings  int         not null check (postings >= 2),
    hash      bytea       not null check (length(hash) = 32)
);
create index ledger_entries_reference on ledger_entries (reference, position);

-- One line of an entry, minor units of the currency: positive credits the account's owner.
create table ledger_postings (
    position     bigint not null,
    line         int    not null check (line > 0),
    account      text   not null,
    currency     text   not null,
    amount_minor bigint not null check (amount_minor <> 0),
    primary key (position, line)
);
create index ledger_postings_account on ledger_postings (account, position);

-- One commit of entries, sealed: hash covers the previous block's hash and every column of the block's entries and postings.
create table ledger_blocks (
    block          bigint      primary key check (block > 0),
    first_position bigint      not null,
    last_position  bigint      not null,
    previous_hash  bytea       not null check (length(previous_hash) = 32),
    hash           bytea       not null check (length(hash) = 32),
    entries        int         not null check (entries > 0),
    sealed_at      timestamptz not null
);
create index ledger_blocks_sealed_at on ledger_blocks (sealed_at);

-- Derived: the sum of an account's postings. verify-ledger recomputes it.
create table ledger_balances (
    account       text   not null,
    currency      text   not null,
    balance_minor bigint not null,
    position      bigint not null,   -- of the last entry that touched the account
    primary key (account, currency)
) with (fillfactor = 50);

-- One row, locked by whoever posts: it holds the chain together. Its hash is 32 zero bytes before the first block.
create table ledger_head (
    one       boolean     primary key default true check (one),
    block     bigint      not null,
    position  bigint      not null,
    hash      bytea       not null,
    sealed_at timestamptz not null
) with (fillfactor = 50);
insert into ledger_head (block, position, hash, sealed_at) values (0, 0, decode(repeat('00', 32), 'hex'), 'epoch');

-- Why an operator funded or defunded a participant; by the key of the funding's entry.
create table ledger_funding_reasons (
    key    text        primary key,
    reason text        not null,
    at     timestamptz not null
);

call make_append_only('ledger_entries');
call make_append_only('ledger_postings');
call make_append_only('ledger_blocks');
call make_append_only('ledger_funding_reasons');
