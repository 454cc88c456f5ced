using Npgsql;
using NpgsqlTypes;
using Settlement.Domain.Batches;

namespace Settlement.Engine.Execution;

/// <summary>The statements of <see cref="PostgresWireStore"/>, and how their rows are read.</summary>
internal static class WireSql
{
    public const string SelectRegions = "select region, fencing_token, acknowledged_token, closed_until from rail_regions";

    public const string Claim = """
        update wires w
        set state = 'sending', attempts = w.attempts + 1, region = $3, fencing_token = $4, next_attempt_at = null, updated_at = $5
        from unnest($1, $2) as i (wire_id, attempts)
        where w.wire_id = i.wire_id and w.attempts = i.attempts and w.state = 'pending'
        """;

    public const string RaiseToken = """
        insert into rail_regions (region, fencing_token) values ($1, $2 + 1)
        on conflict (region) do update set fencing_token = greatest(rail_regions.fencing_token, excluded.fencing_token)
        returning region, fencing_token, acknowledged_token, closed_until
        """;

    public const string AcknowledgeFence = """
        update rail_regions
        set acknowledged_token = greatest(acknowledged_token, $2), closed_until = coalesce($3, closed_until)
        where region = $1
        returning region, fencing_token, acknowledged_token, closed_until
        """;

    public const string SelectConfirmed = """
        select wire_id, phase, debtor, creditor, currency, amount_minor, transaction_id
        from wires where batch_id = $1 and state = 'confirmed' order by round, phase, wire_id
        """;

    private const string InsertSql = """
        insert into wires (wire_id, batch_id, round, phase, debtor, creditor, currency, amount_minor, transaction_id,
                           state, attempts, region, fencing_token, created_at, updated_at)
        select i.wire_id, $8, $9, i.phase, i.debtor, i.creditor, i.currency, i.amount_minor, i.transaction_id,
               case when i.phase = $11 then 'sending' else 'pending' end, case when i.phase = $11 then 1 else 0 end,
               case when i.phase = $11 then $12 end, case when i.phase = $11 then $13 end, $10, $10
        from unnest($1, $2, $3, $4, $5, $6, $7) as i (wire_id, phase, debtor, creditor, currency, amount_minor, transaction_id)
        order by i.wire_id
        on conflict (wire_id) do nothing
        returning wire_id, state
        """;

    private const string SelectRoundSql = """
        select wire_id, phase, debtor, creditor, currency, amount_minor, transaction_id,
               state, region, attempts, refusals, fencing_token, next_attempt_at, last_code, last_reason
        from wires where batch_id = $1 and round = $2 order by phase, wire_id
        """;

    // One statement, so that a wire and its history change together or not at all.
    private const string RecordSql = """
        with changed as (
            update wires w
            set state = i.state, attempts = i.attempts, refusals = i.refusals, next_attempt_at = i.next_attempt_at, last_code = i.code,
                last_reason = i.reason, updated_at = $12, confirmed_at = case when i.state = 'confirmed' then $12 end
            from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
                 as i (wire_id, was_state, was_attempts, state, attempts, refusals, next_attempt_at, code, reason, kind, outcome)
            where w.wire_id = i.wire_id and w.state = i.was_state and w.attempts = i.was_attempts
            returning w.wire_id, w.attempts, i.kind, w.region, w.fencing_token, i.outcome, i.code),
        noted as (
            insert into wire_attempts (wire_id, attempt, kind, region, fencing_token, outcome, code, at)
            select wire_id, attempts, kind, region, fencing_token, outcome, code, $12 from changed)
        select count(*) from changed
        """;

    public static NpgsqlBatchCommand Insert(PlannedBatch batch, RegionState? claim, DateTimeOffset now)
    {
        var wires = batch.Wires;
        var claimedPhase = claim is null || wires.Count == 0 ? 0 : wires.Min(wire => (int)wire.Phase);
        return new NpgsqlBatchCommand(InsertSql)
        {
            Parameters =
            {
                Texts(wires.Select(wire => wire.WireId)),
                new() { Value = wires.Select(wire => (short)wire.Phase).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Smallint },
                Texts(wires.Select(wire => wire.Debtor)),
                Texts(wires.Select(wire => wire.Creditor)),
                Texts(wires.Select(wire => wire.Currency)),
                new() { Value = wires.Select(wire => wire.AmountMinor).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint },
                Texts(wires.Select(wire => wire.TransactionId)),
                new() { Value = batch.BatchId, NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = batch.Round, NpgsqlDbType = NpgsqlDbType.Integer },
                new() { Value = now, NpgsqlDbType = NpgsqlDbType.TimestampTz },
                new() { Value = (short)claimedPhase, NpgsqlDbType = NpgsqlDbType.Smallint },
                new() { Value = (object?)claim?.Region ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = (object?)claim?.FencingToken ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint },
            },
        };
    }

    public static NpgsqlBatchCommand SelectRound(string batchId, int round) => new(SelectRoundSql)
    {
        Parameters =
        {
            new() { Value = batchId, NpgsqlDbType = NpgsqlDbType.Text },
            new() { Value = round, NpgsqlDbType = NpgsqlDbType.Integer },
        },
    };

    public static NpgsqlBatchCommand Record(IReadOnlyList<WireStep> steps, DateTimeOffset now)
    {
        var ordered = steps.OrderBy(step => step.Before.Wire.WireId, StringComparer.Ordinal).ToList();
        var command = new NpgsqlBatchCommand(RecordSql);
        command.Parameters.Add(Texts(ordered.Select(step => step.Before.Wire.WireId)));
        command.Parameters.Add(Texts(ordered.Select(step => step.Before.State)));
        command.Parameters.Add(Integers(ordered.Select(step => step.Before.Attempts)));
        command.Parameters.Add(Texts(ordered.Select(step => step.After.State)));
        command.Parameters.Add(Integers(ordered.Select(step => step.After.Attempts)));
        command.Parameters.Add(Integers(ordered.Select(step => step.After.Refusals)));
        command.Parameters.Add(new()
        {
            Value = ordered.Select(step => step.After.NextAttemptAt).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
        });
        command.Parameters.Add(Texts(ordered.Select(step => step.After.Code)));
        command.Parameters.Add(Texts(ordered.Select(step => step.After.Reason)));
        command.Parameters.Add(Texts(ordered.Select(step => step.Kind)));
        command.Parameters.Add(Texts(ordered.Select(step => step.Outcome)));
        command.Parameters.Add(new() { Value = now, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        return command;
    }

    public static NpgsqlParameter Texts(IEnumerable<string?> values) =>
        new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };

    public static PlannedWire ReadPlanned(NpgsqlDataReader reader) => new(
        reader.GetString(0), (WirePhase)reader.GetInt16(1), reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetInt64(5),
        reader.IsDBNull(6) ? null : reader.GetString(6));

    public static StoredWire ReadWire(NpgsqlDataReader reader) => new(
        ReadPlanned(reader),
        reader.GetString(7),
        reader.IsDBNull(8) ? null : reader.GetString(8),
        reader.GetInt32(9),
        reader.GetInt32(10),
        reader.IsDBNull(11) ? null : reader.GetInt64(11),
        reader.IsDBNull(12) ? null : reader.GetFieldValue<DateTimeOffset>(12),
        reader.GetString(13),
        reader.GetString(14));

    public static RegionState ReadRegion(NpgsqlDataReader reader) => new(
        reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), reader.IsDBNull(3) ? null : reader.GetFieldValue<DateTimeOffset>(3));

    private static NpgsqlParameter Integers(IEnumerable<int> values) =>
        new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer };
}
