-- Liquidity: what the ledger's wires moved, rolled up by hour, and the forecasts that were made of it.

-- Derived from the ledger, rolled forward from liquidity_progress; hours and days are local to the currency's settlement system.
create table liquidity_hours (
    currency      text     not null,
    participant   text     not null,
    day           date     not null,
    hour          smallint not null check (hour between 0 and 23),
    movements     bigint   not null,
    inflow_minor  bigint   not null check (inflow_minor >= 0),
    outflow_minor bigint   not null check (outflow_minor >= 0),
    trough_minor  bigint   not null check (trough_minor <= 0),   -- the lowest of cumulative inflow less outflow since the hour's start
    primary key (currency, participant, day, hour)
) with (fillfactor = 70);

-- Days on which the ledger posted anything in any currency, by the date of each currency's place: a business day that is not here is unknown, not zero.
create table liquidity_days (
    currency text not null,
    day      date not null,
    primary key (currency, day)
);

-- The journal entry up to which the hours are summed; its row is the lock of whoever rolls forward.
create table liquidity_progress (
    one      boolean primary key default true check (one),
    position bigint  not null
);
insert into liquidity_progress (position) values (0);

-- One forecast per series and origin, for ever: the first one stands, so that it can be judged by what came.
create table forecasts (
    currency    text        not null,
    participant text        not null,            -- empty: the whole community
    measure     text        not null check (measure in ('inflow', 'outflow', 'net', 'need')),
    origin      date        not null,            -- the last day that was known
    made_at     timestamptz not null,
    method      text        not null,
    forecast    jsonb       not null,
    primary key (currency, participant, measure, origin)
);
create index forecasts_made_at on forecasts (made_at);

create table forecast_points (
    currency     text   not null,
    participant  text   not null,
    measure      text   not null,
    origin       date   not null,
    day          date   not null,
    lead         int    not null check (lead >= 1),   -- the how-manieth day after the origin
    amount_minor bigint not null,
    low_minor    bigint,                               -- of the 80 % interval; null where there is none
    high_minor   bigint,
    primary key (currency, participant, measure, origin, day)
);
create index forecast_points_day on forecast_points (currency, participant, day);

call make_append_only('forecasts');
call make_append_only('forecast_points');
