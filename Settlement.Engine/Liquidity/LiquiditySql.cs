namespace Settlement.Engine.Liquidity;

/// <summary>The statements of the liquidity history. Only wires count: what moved settlement balances. Funding is not a payment, a payment entry moves positions.</summary>
internal static class LiquiditySql
{
    public const string Lock = "select position, (select position from ledger_head) from liquidity_progress for update";

    public const string Currencies = "select distinct currency from ledger_balances where account like 'settlement:%'";

    /// <summary>
    /// $1 and $2: entries after the first and up to the second; $3, $4: currencies with the time zones of their places. The trough of an hour that
    /// stands already follows from its own and from the later part's, because parts come in the ledger's order.
    /// </summary>
    public const string Roll = """
        with zones as (select * from unnest($3::text[], $4::text[]) as z(currency, zone)),
        moves as (
            select z.currency, substr(p.account, 12) as participant, e.at at time zone z.zone as local, p.position, p.line, p.amount_minor
            from ledger_postings p join ledger_entries e on e.position = p.position join zones z on z.currency = p.currency
            where p.position > $1 and p.position <= $2 and e.kind = 'Wire' and substr(p.account, 1, 11) = 'settlement:'),
        running as (
            select currency, participant, local::date as day, extract(hour from local)::smallint as hour, amount_minor,
                   sum(amount_minor) over (partition by currency, participant, local::date, extract(hour from local) order by position, line) as net
            from moves)
        insert into liquidity_hours as known (currency, participant, day, hour, movements, inflow_minor, outflow_minor, trough_minor)
        select currency, participant, day, hour, count(*), sum(greatest(amount_minor, 0)), sum(greatest(-amount_minor, 0)), least(0, min(net))
        from running group by currency, participant, day, hour
        on conflict (currency, participant, day, hour) do update set
            movements = known.movements + excluded.movements,
            trough_minor = least(known.trough_minor, known.inflow_minor - known.outflow_minor + excluded.trough_minor),
            inflow_minor = known.inflow_minor + excluded.inflow_minor,
            outflow_minor = known.outflow_minor + excluded.outflow_minor
        """;

    public const string RollDays = """
        insert into liquidity_days (currency, day)
        select distinct z.currency, (e.at at time zone z.zone)::date
        from ledger_entries e cross join unnest($3::text[], $4::text[]) as z(currency, zone)
        where e.position > $1 and e.position <= $2
        on conflict do nothing
        """;

    public const string Advance = "update liquidity_progress set position = $1";

    /// <summary>$1 currency, $2 participant or null for the sum of all, $3 and $4 first and last day. A sum of troughs per participant: each funds itself.</summary>
    public const string Hours = """
        select participant, day, hour, inflow_minor, outflow_minor, trough_minor from liquidity_hours
        where currency = $1 and ($2::text is null or participant = $2) and day between $3 and $4 order by participant, day, hour
        """;

    public const string Days = "select day from liquidity_days where currency = $1 and day between $2 and $3";

    /// <summary>
    /// $1 to $3: currencies, the time zones of their places and the first dates whose wires are taken back; $4 participant or null. What is rolled up comes from
    /// the hours, the rest from the journal behind them: in one statement, and so of one moment.
    /// </summary>
    public const string DayFunds = """
        with places as (select * from unnest($1::text[], $2::text[], $3::date[]) as p(currency, zone, day)),
        rest as (
            select p.account, p.currency, sum(p.amount_minor) as net
            from ledger_postings p join ledger_entries e on e.position = p.position join places d on d.currency = p.currency
            where p.position > (select position from liquidity_progress) and e.kind = 'Wire' and substr(p.account, 1, 11) = 'settlement:'
                and ($4::text is null or p.account = 'settlement:' || $4) and (e.at at time zone d.zone)::date >= d.day
            group by p.account, p.currency)
        select substr(b.account, 12), b.currency, (b.balance_minor - coalesce(r.net, 0) - coalesce((
                   select sum(h.inflow_minor - h.outflow_minor) from liquidity_hours h
                   where h.currency = b.currency and h.participant = substr(b.account, 12) and h.day >= d.day), 0))::bigint
        from ledger_balances b join places d on d.currency = b.currency left join rest r on r.account = b.account and r.currency = b.currency
        where b.account like 'settlement:%' and ($4::text is null or b.account = 'settlement:' || $4)
        """;

    /// <summary>Currencies that moved since a day, with their participants.</summary>
    public const string Series = "select distinct currency, participant from liquidity_hours where day >= $1 order by 1, 2";
}
