-- A window's report, made once when the window is finished. json, not jsonb: the hash is over the text as it stands here.
create table window_reports (
    window_id text        primary key,
    report    json        not null,
    hash      text        not null,   -- lower-case hex SHA-256 of the report's text in UTF-8
    made_at   timestamptz not null
);
call make_append_only('window_reports');

-- Which payments a window put off: where they are now does not say where they have been.
create index saga_events_deferred_from on saga_events ((payload::jsonb ->> 'from_window_id')) where event = 'TransactionDeferred';
