using Npgsql;
using NpgsqlTypes;
using static Settlement.Engine.Database.SqlValues;

namespace Settlement.Engine.Risk.Alerts;

/// <summary>
/// Alerts in the database: raised once however many hosts find the same thing, followed while they stand, cleared when what they say is over. What
/// happens to one is appended to its events in the same statement.
/// </summary>
public sealed class AlertStore(NpgsqlDataSource source, TimeProvider time)
{
    private const string SystemActor = "system";

    private const string Columns = """
        alert_id, rule_id, kind, severity, participant, counterparty, currency, subject_day, threshold, measured, peak, message, raised_at, last_seen_at,
        cleared_at, acknowledged_at, acknowledged_by, acknowledgement
        """;

    private const string SeeSql = """
        with found as (
            select * from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::date[], $9::float8[], $10::float8[], $11::text[])
                as f(rule_id, kind, severity, participant, counterparty, currency, subject_day, threshold, measured, message)),
        raised as (
            insert into risk_alerts as a (rule_id, kind, severity, participant, counterparty, currency, subject_day, threshold, measured, peak, message, raised_at, last_seen_at)
            select rule_id, kind, severity, participant, counterparty, currency, subject_day, threshold, measured, measured, message, $1, $1 from found
            on conflict (rule_id, participant, counterparty, currency, coalesce(subject_day, 'epoch'::date)) where cleared_at is null do update set
                measured = excluded.measured, peak = greatest(a.peak, excluded.measured), threshold = excluded.threshold, severity = excluded.severity,
                message = excluded.message, last_seen_at = $1
            returning alert_id, measured, xmax = 0 as is_new)
        insert into risk_alert_events (alert_id, event, at, by, reason, measured)
        select alert_id, 'raised', $1, $12, 'rule', measured from raised where is_new
        """;

    private const string ClearSql = """
        with found as (
            select * from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::date[]) as f(rule_id, participant, counterparty, currency, subject_day)),
        cleared as (
            update risk_alerts a set cleared_at = $1
            where cleared_at is null and not exists (
                select from found f where f.rule_id = a.rule_id and f.participant = a.participant and f.counterparty = a.counterparty
                    and f.currency = a.currency and f.subject_day is not distinct from a.subject_day)
            returning alert_id, measured)
        insert into risk_alert_events (alert_id, event, at, by, reason, measured)
        select alert_id, 'cleared', $1, $7, 'what it says is no longer so', measured from cleared
        """;

    private const string AcknowledgeSql = """
        with acknowledged as (
            update risk_alerts set acknowledged_at = $2, acknowledged_by = $3, acknowledgement = $4
            where alert_id = $1 and acknowledged_at is null returning alert_id, measured)
        insert into risk_alert_events (alert_id, event, at, by, reason, measured)
        select alert_id, 'acknowledged', $2, $3, $4, measured from acknowledged
        """;

    /// <summary>Raises what is new, follows what stands, and clears what was not found.</summary>
    public async Task FollowAsync(IReadOnlyList<RiskFinding> findings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(findings);
        var at = Now();
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        var see = new NpgsqlBatchCommand(SeeSql);
        see.Parameters.AddRange(new NpgsqlParameter[]
        {
            at, Texts(findings, f => f.Rule.RuleId), Texts(findings, f => RuleBook.Name(f.Rule.Kind)), Texts(findings, f => RuleBook.Name(f.Rule.Severity)),
            Texts(findings, f => f.Participant), Texts(findings, f => f.Counterparty), Texts(findings, f => f.Currency), Days(findings),
            new NpgsqlParameter<double[]> { TypedValue = [.. findings.Select(f => f.Rule.Threshold)] },
            new NpgsqlParameter<double[]> { TypedValue = [.. findings.Select(f => f.Measured)] }, Texts(findings, f => f.Message), Text(SystemActor),
        });
        var clear = new NpgsqlBatchCommand(ClearSql);
        clear.Parameters.AddRange(new NpgsqlParameter[]
        {
            Now(at), Texts(findings, f => f.Rule.RuleId), Texts(findings, f => f.Participant), Texts(findings, f => f.Counterparty), Texts(findings, f => f.Currency),
            Days(findings), Text(SystemActor),
        });
        batch.BatchCommands.Add(see);
        batch.BatchCommands.Add(clear);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Alerts before <paramref name="before"/>, newest first.</summary>
    /// <param name="standing">True: those that stand; false: those that are cleared; null: all.</param>
    public async Task<IReadOnlyList<RiskAlert>> ListAsync(bool? standing, long before, int limit, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand($"""
            select {Columns} from risk_alerts where alert_id < $1 and ($2::boolean is null or (cleared_at is null) = $2) order by alert_id desc limit $3
            """);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = before });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)standing ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Boolean });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        return await ReadAsync(command, cancellationToken);
    }

    public async Task<RiskAlert?> FindAsync(long alertId, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand($"select {Columns} from risk_alerts where alert_id = $1");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = alertId });
        return (await ReadAsync(command, cancellationToken)).SingleOrDefault();
    }

    /// <summary>The first acknowledgement stands; a later one changes nothing.</summary>
    /// <returns>The alert as it stands then; null where there is none.</returns>
    public async Task<RiskAlert?> AcknowledgeAsync(long alertId, string by, string reason, CancellationToken cancellationToken)
    {
        await using (var command = source.CreateCommand(AcknowledgeSql))
        {
            command.Parameters.AddRange(new NpgsqlParameter[] { new NpgsqlParameter<long> { TypedValue = alertId }, Now(), Text(by), Text(reason) });
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        return await FindAsync(alertId, cancellationToken);
    }

    private static async Task<IReadOnlyList<RiskAlert>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var alerts = new List<RiskAlert>();
        while (await reader.ReadAsync(cancellationToken))
        {
            alerts.Add(new RiskAlert(
                reader.GetInt64(0), reader.GetString(1), RuleBook.Parse<RiskRuleKind>(reader.GetString(2)), RuleBook.Parse<AlertSeverity>(reader.GetString(3)),
                reader.GetString(4), reader.GetString(5), reader.GetString(6), reader.IsDBNull(7) ? null : reader.GetFieldValue<DateOnly>(7),
                reader.GetDouble(8), reader.GetDouble(9), reader.GetDouble(10), reader.GetString(11), Time(reader, 12)!.Value, Time(reader, 13)!.Value,
                Time(reader, 14), Time(reader, 15), reader.IsDBNull(16) ? null : reader.GetString(16), reader.IsDBNull(17) ? null : reader.GetString(17)));
        }

        return alerts;
    }

    private static DateTimeOffset? Time(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);

    private NpgsqlParameter<DateTimeOffset> Now()
    {
        var now = time.GetUtcNow();
        return new NpgsqlParameter<DateTimeOffset> { TypedValue = new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero) };
    }

    /// <summary>A parameter belongs to one command.</summary>
    private static NpgsqlParameter<DateTimeOffset> Now(NpgsqlParameter<DateTimeOffset> same) => new() { TypedValue = same.TypedValue };

    private static NpgsqlParameter<string[]> Texts(IReadOnlyList<RiskFinding> findings, Func<RiskFinding, string> of) => new() { TypedValue = [.. findings.Select(of)] };

    private static NpgsqlParameter<DateOnly?[]> Days(IReadOnlyList<RiskFinding> findings) => new() { TypedValue = [.. findings.Select(f => f.Day)] };
}
