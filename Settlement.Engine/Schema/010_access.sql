-- Who may do what: people with their sessions, programs with their keys, and the record of what they did. Secrets are kept as hashes only.

create table people (
    person_id       bigint      generated always as identity primary key,
    name            text        collate "C" not null unique check (name ~ '^[a-z0-9][a-z0-9._@-]{0,63}$'),
    display_name    text        not null,
    role            text        not null check (role in ('viewer', 'operator', 'approver', 'administrator')),
    password_hash   text,                 -- null: signs in with the identity provider only
    subject         text        unique,   -- the identity provider's issuer and subject
    is_demo         boolean     not null,
    is_active       boolean     not null,
    failed_sign_ins int         not null default 0,
    locked_until    timestamptz,
    created_at      timestamptz not null,
    created_by      text        not null,
    updated_at      timestamptz not null
);

-- A session is good while it has not ended and not expired and its person is active.
create table sessions (
    token_hash bytea       primary key check (length(token_hash) = 32),
    person_id  bigint      not null references people,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    ended_at   timestamptz
);
create index sessions_person on sessions (person_id) where ended_at is null;
create index sessions_expired on sessions (expires_at);

create table api_keys (
    key_id       text        collate "C" primary key,
    name         text        not null unique,
    hash         bytea       not null unique check (length(hash) = 32),
    scopes       text[]      not null check (cardinality(scopes) > 0),
    created_at   timestamptz not null,
    created_by   text        not null,
    expires_at   timestamptz,
    last_used_at timestamptz,
    revoked_at   timestamptz,
    revoked_by   text
);

create table activity (
    position     bigint      generated always as identity primary key,
    at           timestamptz not null,
    actor        text        not null,
    actor_kind   text        not null check (actor_kind in ('person', 'api_key', 'demo_client')),
    on_behalf_of text,
    action       text        not null,
    subject      text        not null,
    reason       text        not null,
    outcome      text        not null check (outcome in ('done', 'refused', 'failed')),
    detail       text        not null
);
create index activity_actor on activity (actor, position);
create index activity_action on activity (action, position);
create index activity_subject on activity (subject, position);
call make_append_only('activity');
