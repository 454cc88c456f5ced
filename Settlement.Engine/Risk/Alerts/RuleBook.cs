using System.Text.Json;
using Npgsql;
using static Settlement.Engine.Database.SqlValues;

namespace Settlement.Engine.Risk.Alerts;

/// <summary>The rules in the database. Every change is kept with who made it, when and why, in the same commit.</summary>
public sealed class RuleBook(NpgsqlDataSource source, TimeProvider time)
{
    /// <summary>Rules at most: each is evaluated every few seconds.</summary>
    public const int MaxRules = 500;

    private const string Columns = "rule_id, kind, participant, currency, threshold, severity, enabled, version, updated_at, updated_by, reason";

    private const string PutSql = """
        insert into risk_rules (rule_id, kind, participant, currency, threshold, severity, enabled, version, updated_at, updated_by, reason)
        values ($1, $2, $3, $4, $5, $6, $7, 1, $8, $9, $10)
        on conflict (rule_id) do update set kind = excluded.kind, participant = excluded.participant, currency = excluded.currency,
            threshold = excluded.threshold, severity = excluded.severity, enabled = excluded.enabled, version = risk_rules.version + 1,
            updated_at = excluded.updated_at, updated_by = excluded.updated_by, reason = excluded.reason
        returning version
        """;

    private const string RecordSql = """
        insert into risk_rule_changes (rule_id, version, before, after, changed_at, changed_by, reason)
        select rule_id, version, $2::jsonb, to_jsonb(r) - 'reason', updated_at, updated_by, reason from risk_rules r where rule_id = $1
        """;

    /// <summary>By id.</summary>
    public async Task<IReadOnlyList<RiskRule>> AllAsync(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand($"select {Columns} from risk_rules order by rule_id collate \"C\"");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rules = new List<RiskRule>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rules.Add(Read(reader));
        }

        return rules;
    }

    public async Task<RiskRule?> FindAsync(string ruleId, CancellationToken cancellationToken) =>
        (await AllAsync(cancellationToken)).FirstOrDefault(rule => rule.RuleId == ruleId);

    /// <summary>Makes or changes a rule; its version and times are set here.</summary>
    public async Task<RiskRule> PutAsync(RiskRule rule, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rule);
        var now = time.GetUtcNow();
        var at = new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var before = await BeforeAsync(rule.RuleId, transaction, cancellationToken);
        await using var put = new NpgsqlCommand(PutSql, connection, transaction);
        put.Parameters.AddRange(new NpgsqlParameter[]
        {
            Text(rule.RuleId), Text(Name(rule.Kind)), Text(rule.Participant), Text(rule.Currency), new NpgsqlParameter<double> { TypedValue = rule.Threshold },
            Text(Name(rule.Severity)), new NpgsqlParameter<bool> { TypedValue = rule.Enabled }, new NpgsqlParameter<DateTimeOffset> { TypedValue = at },
            Text(rule.UpdatedBy), Text(rule.Reason),
        });
        var version = (int)(await put.ExecuteScalarAsync(cancellationToken))!;
        await using var record = new NpgsqlCommand(RecordSql, connection, transaction);
        record.Parameters.AddRange(new NpgsqlParameter[] { Text(rule.RuleId), Text(before) });
        await record.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return rule with { Version = version, UpdatedAt = at };
    }

    internal static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    internal static T Parse<T>(string name)
        where T : struct, Enum => Enum.Parse<T>(name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);

    /// <summary>Locks the rule: two changes of it follow one another.</summary>
    private static async Task<string?> BeforeAsync(string ruleId, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select (to_jsonb(r) - 'reason')::text from risk_rules r where rule_id = $1 for update", transaction.Connection, transaction);
        command.Parameters.Add(Text(ruleId));
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }

    private static RiskRule Read(NpgsqlDataReader row) => new(
        row.GetString(0), Parse<RiskRuleKind>(row.GetString(1)), row.IsDBNull(2) ? null : row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3),
        row.GetDouble(4), Parse<AlertSeverity>(row.GetString(5)), row.GetBoolean(6), row.GetInt32(7), row.GetFieldValue<DateTimeOffset>(8),
        row.GetString(9), row.GetString(10));
}
