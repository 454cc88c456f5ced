-- Sessions end when nobody uses them; people may sign in with an identity provider; what an operator sets out to do is recorded before it is done.

alter table sessions add column last_seen_at timestamptz;
update sessions set last_seen_at = created_at;
alter table sessions alter column last_seen_at set not null;
alter table sessions add column method text not null default 'password' check (method in ('password', 'open_id'));
alter table sessions add column session_id bigint generated always as identity unique;

-- Sign-ins on their way through the identity provider. Secrets that leave the system are here as hashes.
create table openid_flows (
    state_hash    bytea       primary key check (length(state_hash) = 32),
    browser_hash  bytea       not null check (length(browser_hash) = 32),
    nonce         text        not null,
    code_verifier text        not null,
    expires_at    timestamptz not null
);
create index openid_flows_expired on openid_flows (expires_at);

-- An entry "begun" stands before the deed; the entry that says how it ended names it in "intent". One that nobody names was cut off: whether its deed
-- was done shows where the deed leaves its own evidence.
alter table activity drop constraint activity_outcome_check;
alter table activity add constraint activity_outcome_check check (outcome in ('begun', 'done', 'refused', 'failed'));
alter table activity add column intent bigint references activity;
create unique index activity_intent on activity (intent) where intent is not null;
