-- Alerts: rules that operators manage, what they found, and what was done about it.

create table risk_rules (
    rule_id     text             primary key check (rule_id ~ '^[a-z0-9_-]{1,64}$'),
    kind        text             not null check (kind in (
                    'cap_utilisation', 'projected_cap_utilisation', 'bilateral_utilisation', 'uncovered_value', 'concentration', 'liquidity_shortfall')),
    participant text,                                     -- null: every participant
    currency    text,                                     -- null: every currency
    threshold   double precision not null check (threshold >= 0),
    severity    text             not null check (severity in ('info', 'warning', 'critical')),
    enabled     boolean          not null,
    version     int              not null,
    updated_at  timestamptz      not null,
    updated_by  text             not null,
    reason      text             not null
);

create table risk_rule_changes (
    change_id  bigint generated always as identity primary key,
    rule_id    text        not null,
    version    int         not null,
    before     jsonb,
    after      jsonb       not null,
    changed_at timestamptz not null,
    changed_by text        not null,
    reason     text        not null,
    unique (rule_id, version)
);
call make_append_only('risk_rule_changes');

-- An alert is raised once and stands until what it says is no longer so; measured, peak and last_seen_at follow it meanwhile.
create table risk_alerts (
    alert_id        bigint generated always as identity primary key,
    rule_id         text             not null,
    kind            text             not null,
    severity        text             not null,
    participant     text             not null,            -- empty where it is about the community
    counterparty    text             not null,            -- empty where it is about one participant
    currency        text             not null,
    subject_day     date,                                 -- the day that a forecast is about
    threshold       double precision not null,
    measured        double precision not null,
    peak            double precision not null,
    message         text             not null,
    raised_at       timestamptz      not null,
    last_seen_at    timestamptz      not null,
    cleared_at      timestamptz,
    acknowledged_at timestamptz,
    acknowledged_by text,
    acknowledgement text,
    check (num_nulls(acknowledged_at, acknowledged_by, acknowledgement) in (0, 3))
) with (fillfactor = 80);
create unique index risk_alerts_standing on risk_alerts (rule_id, participant, counterparty, currency, coalesce(subject_day, 'epoch'::date)) where cleared_at is null;
create index risk_alerts_open on risk_alerts (alert_id) where cleared_at is null;

-- What happened to an alert and when, by whom and why: evidence.
create table risk_alert_events (
    event_id bigint generated always as identity primary key,
    alert_id bigint           not null references risk_alerts,
    event    text             not null check (event in ('raised', 'acknowledged', 'cleared')),
    at       timestamptz      not null,
    by       text             not null,
    reason   text             not null,
    measured double precision not null
);
create index risk_alert_events_alert on risk_alert_events (alert_id, event_id);
call make_append_only('risk_alert_events');

-- Rules that a new system starts with. Utilisations are shares of a limit; 1,800 is the index above which the US Merger Guidelines (2023) call
-- concentration high; 5,000 leaves out communities of a few participants. Operators change them over REST.
insert into risk_rules (rule_id, kind, threshold, severity, enabled, version, updated_at, updated_by, reason) values
    ('cap-90', 'cap_utilisation', 0.9, 'warning', true, 1, 'epoch', 'system', 'default rule'),
    ('cap-projected', 'projected_cap_utilisation', 1, 'warning', true, 1, 'epoch', 'system', 'default rule'),
    ('bilateral-90', 'bilateral_utilisation', 0.9, 'warning', true, 1, 'epoch', 'system', 'default rule'),
    ('uncovered', 'uncovered_value', 1, 'critical', true, 1, 'epoch', 'system', 'default rule'),
    ('concentrated', 'concentration', 5000, 'info', true, 1, 'epoch', 'system', 'default rule'),
    ('shortfall', 'liquidity_shortfall', 0.2, 'warning', true, 1, 'epoch', 'system', 'default rule');
