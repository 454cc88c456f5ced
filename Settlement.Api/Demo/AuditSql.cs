namespace Settlement.Api.Demo;

/// <summary>What an auditor reads from the books themselves; each counts offences.</summary>
internal static class AuditSql
{
    /// <summary>Moments at which a settlement balance stood below zero, after any entry of the journal.</summary>
    public const string Overdrafts = """
        select count(*) from (
            select sum(sum(amount_minor)) over (partition by account, currency order by position) as balance
            from ledger_postings where account like 'settlement:%' group by account, currency, position) history
        where balance < 0
        """;

    /// <summary>Wires of which the rails' books and the engine's tell different stories: done twice, done otherwise, done and unknown, or believed and not done.</summary>
    public const string WireDifferences = """
        select count(*) from (select * from wires where state = 'confirmed') ours full join rail_sim.wires theirs on theirs.wire_id = ours.wire_id
        where ours.wire_id is null or theirs.wire_id is null or ours.amount_minor <> theirs.amount_minor or ours.currency <> theirs.currency
            or ours.debtor <> theirs.debtor or ours.creditor <> theirs.creditor
        """;

    public const string DeadLetters = "select count(*) from dead_letters";

    public const string AcceptedPayments = "select count(*) from intake_log where kind = 'payment'";

    public const string RtgsWires = "select count(*) from wires w join batches b on b.batch_id = w.batch_id where b.window_id = 'rtgs' and w.state = 'confirmed'";

    /// <summary>Every stored plan with the problem it answers and its batches' first rounds.</summary>
    public const string Plans = """
        select p.problem::text, p.plan::text, coalesce((select json_agg(b.plan) from batch_plans b where b.plan_id = p.plan_id and b.round = 1), '[]')::text
        from plans p order by p.version
        """;
}
