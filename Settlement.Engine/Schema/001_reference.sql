-- Who takes part, with which accounts, within which limits, at which rates. Every change is made in one transaction with its
-- audit row and the next version; the version's row is also the lock that puts changes in order.

create table participants (
    participant_id text primary key check (participant_id ~ '^[A-Za-z0-9_.-]{1,64}$'),
    name           text not null,
    bic            text,
    status         text not null check (status in ('active', 'suspended', 'quarantined')),
    region         text not null
);

create table accounts (
    account_id     text primary key check (account_id ~ '^[A-Za-z0-9_.-]{1,64}$'),
    participant_id text not null references participants,
    status         text not null check (status in ('active', 'blocked', 'closed')),
    iban           text
);

create index accounts_participant on accounts (participant_id);

create table net_debit_caps (
    participant_id text not null references participants,
    currency       text not null check (currency ~ '^[A-Z]{3}$'),
    limit_minor    bigint not null check (limit_minor >= 0),
    primary key (participant_id, currency)
);

create table bilateral_limits (
    debtor      text not null references participants,
    creditor    text not null references participants,
    currency    text not null check (currency ~ '^[A-Z]{3}$'),
    limit_minor bigint not null check (limit_minor >= 0),
    primary key (debtor, creditor, currency),
    check (debtor <> creditor)
);

-- Rates are never corrected in place: what a plan was made with must stay to be seen.
create table fx_rates (
    rate_id    bigint generated always as identity primary key,
    base       text not null check (base ~ '^[A-Z]{3}$'),
    quote      text not null check (quote ~ '^[A-Z]{3}$'),
    mid        numeric not null check (mid > 0),
    spread_bps numeric not null check (spread_bps >= 0),
    source     text not null,
    as_of      timestamptz not null,
    check (base <> quote)
);

create index fx_rates_latest on fx_rates (base, quote, as_of desc, rate_id desc);

create table reference_version (
    only_row boolean primary key default true check (only_row),
    version  bigint not null
);

insert into reference_version (version) values (0);

create table reference_changes (
    change_id  bigint generated always as identity primary key,
    version    bigint not null,
    changed_at timestamptz not null,
    changed_by text not null,
    kind       text not null,
    key        text not null,
    before     jsonb,
    after      jsonb not null,
    reason     text not null
);

create index reference_changes_key on reference_changes (kind, key, change_id);

call make_append_only('fx_rates');
call make_append_only('reference_changes');
