namespace Settlement.Engine.Intake;

/// <summary>The log's statements. Lock and insert go in one round trip and, for want of an explicit one, in one transaction.</summary>
internal static class IntakeSql
{
    /// <summary>
    /// The log's transaction lock ("intakelo" in ASCII). Whoever appends holds it until its commit is visible; identity values that are
    /// taken under it become visible in order.
    /// </summary>
    public const string Lock = "select pg_advisory_xact_lock(x'696e74616b656c6f'::bigint)";

    // Never before the last entry, though the clocks of two hosts differ or one is set back: time is monotone by position.
    private const string ReceivedAt = "(select greatest($1, (select received_at from intake_log order by position desc limit 1)))";

    /// <summary>Rows are inserted, and positions returned, in the order of the arrays; a row whose id or key stands there already is left out.</summary>
    public const string AppendPayments = $"""
        insert into intake_log (received_at, kind, transaction_id, idempotency_key, fingerprint, amount_minor, source_currency,
            destination_currency, source_account, destination_account, counterparty_id, settlement_window, body)
        select {ReceivedAt}, 'payment', payment.*
        from unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) as payment
        on conflict do nothing
        returning position, received_at
        """;

    public const string FindCollisions = """
        select position, received_at, transaction_id, idempotency_key, fingerprint from intake_log where idempotency_key = any($1)
        union all
        select position, received_at, transaction_id, idempotency_key, fingerprint from intake_log where transaction_id = any($2)
        """;

    public const string AppendWindowClose = $"""
        insert into intake_log (received_at, kind, window_id, closed_by, close_reason)
        values ({ReceivedAt}, 'window_close', $2, $3, $4)
        on conflict do nothing
        returning position
        """;

    public const string FindWindowClose = "select position, received_at, window_id, closed_by, close_reason from intake_log where window_id = $1";

    public const string Read = """
        select position, received_at, transaction_id, idempotency_key, amount_minor, source_currency, destination_currency,
            source_account, destination_account, counterparty_id, settlement_window, window_id,
            closed_by, close_reason
        from intake_log where position > $1 order by position limit $2
        """;

    /// <summary>The markers' own index holds nothing but markers.</summary>
    public const string ReadWindowCloses =
        "select position, received_at, window_id, closed_by, close_reason from intake_log where window_id is not null and position <= $1 order by position";

    public const string HasMore = "select exists (select from intake_log where position > $1)";
}
