-- Matching: the consensus log, the parties' public keys, and the evidence against parties that signed two things.

-- One value per key for ever. Keys: batch/{id}/{round}/proposal, .../vote/{participant}, .../certificate.
create table consensus_log (
    key text primary key,
    value bytea not null,
    at timestamptz not null
);
call make_append_only('consensus_log');

-- A participant's signing key. It never changes: a vote of last year must still verify.
create table party_keys (
    participant text primary key,
    public_key bytea not null,
    registered_at timestamptz not null
);
call make_append_only('party_keys');

-- Proof that a party signed two different things for one batch and round, or something that was never proposed.
-- The first signature is empty when the party has not signed the proposal itself.
create table vote_evidence (
    evidence_id bigint generated always as identity primary key,
    batch_id text not null,
    round integer not null,
    participant text not null,
    first_hash text not null,
    first_signature bytea,
    second_hash text not null,
    second_signature bytea not null,
    at timestamptz not null
);
-- One row per second hash, however often the vote is sent: a signature is random, the hash is not.
create unique index vote_evidence_once on vote_evidence (batch_id, round, participant, second_hash);
call make_append_only('vote_evidence');

-- Which evidence has led to a quarantine; what is missing here is caught up after a crash.
create table vote_evidence_served (
    evidence_id bigint primary key references vote_evidence,
    at timestamptz not null
);
call make_append_only('vote_evidence_served');
