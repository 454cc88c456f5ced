using Npgsql;
using NpgsqlTypes;
using Settlement.Domain.Batches;

namespace Settlement.Engine.Execution.Simulation;

/// <summary>The statements of <see cref="SimulatedNetwork"/>.</summary>
internal static class NetworkSql
{
    public const string Fence = """
        insert into rail_sim.fences (region, fencing_token) values ($1, $2)
        on conflict (region) do update set fencing_token = greatest(rail_sim.fences.fencing_token, excluded.fencing_token)
        """;

    public const string Count = """
        insert into rail_sim.counters (name, value) values ($1, $2)
        on conflict (name) do update set value = rail_sim.counters.value + excluded.value
        """;

    // Copies that a fence refuses are thrown away.
    public const string DeliverHeld = """
        with fence as materialized (select region, fencing_token from rail_sim.fences for share),
        due as (delete from rail_sim.held where held_at <= $1 returning *)
        insert into rail_sim.wires (wire_id, region, fencing_token, debtor, creditor, currency, amount_minor, done_at)
        select d.wire_id, d.region, d.fencing_token, d.debtor, d.creditor, d.currency, d.amount_minor, $2
        from due d left join fence f on f.region = d.region
        where d.fencing_token >= coalesce(f.fencing_token, 0)
        order by d.wire_id
        on conflict (wire_id) do nothing
        """;

    private const string EnsureFenceSql = "insert into rail_sim.fences (region, fencing_token) values ($1, 0) on conflict (region) do nothing";

    private const string DeliverSql = """
        with fence as materialized (select fencing_token from rail_sim.fences where region = $1 for share)
        insert into rail_sim.wires (wire_id, region, fencing_token, debtor, creditor, currency, amount_minor, done_at)
        select i.wire_id, $1, $2, i.debtor, i.creditor, i.currency, i.amount_minor, $8
        from unnest($3, $4, $5, $6, $7) as i (wire_id, debtor, creditor, currency, amount_minor) cross join fence f
        where $2 >= f.fencing_token
        order by i.wire_id
        on conflict (wire_id) do nothing
        returning wire_id
        """;

    private const string FindSql = "select wire_id, debtor, creditor, currency, amount_minor from rail_sim.wires where wire_id = any ($1)";

    private const string HoldSql = """
        insert into rail_sim.held (wire_id, attempt, region, fencing_token, debtor, creditor, currency, amount_minor, held_at)
        select i.wire_id, i.attempt, $1, $2, i.debtor, i.creditor, i.currency, i.amount_minor, $8
        from unnest($3, $4, $5, $6, $7, $9) as i (wire_id, debtor, creditor, currency, amount_minor, attempt)
        on conflict (wire_id, attempt) do nothing
        """;

    public static NpgsqlBatchCommand EnsureFence(string region) =>
        new(EnsureFenceSql) { Parameters = { new() { Value = region, NpgsqlDbType = NpgsqlDbType.Text } } };

    public static NpgsqlBatchCommand Deliver(string region, long fencingToken, IReadOnlyList<PlannedWire> wires, DateTimeOffset now)
    {
        var command = new NpgsqlBatchCommand(DeliverSql);
        Fill(command.Parameters, region, fencingToken, wires, now);
        return command;
    }

    public static NpgsqlCommand Hold(
        NpgsqlDataSource dataSource, string region, long fencingToken, IReadOnlyList<WireInstruction> wires, DateTimeOffset now)
    {
        var command = dataSource.CreateCommand(HoldSql);
        Fill(command.Parameters, region, fencingToken, [.. wires.Select(wire => wire.Wire)], now);
        command.Parameters.Add(new()
        {
            Value = wires.Select(wire => wire.Attempt).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer,
        });
        return command;
    }

    public static NpgsqlBatchCommand Find(IEnumerable<string> wireIds) => new(FindSql) { Parameters = { Texts(wireIds) } };

    /// <summary>Phase and transaction are the engine's business; the network does not know them.</summary>
    public static PlannedWire ReadDone(NpgsqlDataReader reader) =>
        new(reader.GetString(0), WirePhase.PayIn, reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetInt64(4), null);

    private static void Fill(
        NpgsqlParameterCollection parameters, string region, long fencingToken, IReadOnlyList<PlannedWire> wires, DateTimeOffset now)
    {
        parameters.Add(new() { Value = region, NpgsqlDbType = NpgsqlDbType.Text });
        parameters.Add(new() { Value = fencingToken, NpgsqlDbType = NpgsqlDbType.Bigint });
        parameters.Add(Texts(wires.Select(wire => wire.WireId)));
        parameters.Add(Texts(wires.Select(wire => wire.Debtor)));
        parameters.Add(Texts(wires.Select(wire => wire.Creditor)));
        parameters.Add(Texts(wires.Select(wire => wire.Currency)));
        parameters.Add(new() { Value = wires.Select(wire => wire.AmountMinor).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
        parameters.Add(new() { Value = now, NpgsqlDbType = NpgsqlDbType.TimestampTz });
    }

    private static NpgsqlParameter Texts(IEnumerable<string> values) =>
        new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
}
