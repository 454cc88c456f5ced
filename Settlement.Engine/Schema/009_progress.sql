-- How far the engine has read the intake log, and what it could not handle.

create table engine_progress (
    consumer   text        primary key,
    position   bigint      not null,
    updated_at timestamptz not null
);

-- Records that no retry can handle: kept with the reason until a person decides.
create table dead_letters (
    id          bigint generated always as identity primary key,
    source      text        not null,
    position    bigint      not null,
    key         text        not null,
    reason      text        not null,
    body        text        not null,
    at          timestamptz not null,
    unique (source, position)
);
