namespace Settlement.Engine.Intake.Idempotency;

/// <summary>Statements on claims. What stands in the intake log itself goes before any claim.</summary>
internal static class ClaimSql
{
    /// <summary>For the transaction that a batch is.</summary>
    public const string Unflushed = "select set_config('synchronous_commit', 'off', true)";

    public const string Claim = """
        insert into intake_claims (claimed_at, idempotency_key, transaction_id, fingerprint)
        select $1, claim.* from unnest($2, $3, $4) as claim (idempotency_key, transaction_id, fingerprint)
        where not exists (select from intake_log l where l.idempotency_key = claim.idempotency_key)
            and not exists (select from intake_log l where l.transaction_id = claim.transaction_id)
        on conflict do nothing
        returning idempotency_key, transaction_id
        """;

    public const string FindStanding = """
        select idempotency_key, transaction_id, fingerprint, position, received_at from intake_log where idempotency_key = any($1)
        union all select idempotency_key, transaction_id, fingerprint, position, received_at from intake_log where transaction_id = any($2)
        union all select idempotency_key, transaction_id, fingerprint, position, received_at from intake_claims where idempotency_key = any($1)
        union all select idempotency_key, transaction_id, fingerprint, position, received_at from intake_claims where transaction_id = any($2)
        """;

    public const string Complete = """
        update intake_claims c set position = answer.position, received_at = answer.received_at
        from unnest($1, $2, $3) as answer (idempotency_key, position, received_at)
        where c.idempotency_key = answer.idempotency_key and c.position is null
        """;

    public const string Release = "delete from intake_claims where idempotency_key = any($1) and position is null";

    public const string FindTransaction = "select coalesce(position, 0), coalesce(received_at, claimed_at) from intake_claims where transaction_id = $1";
}
