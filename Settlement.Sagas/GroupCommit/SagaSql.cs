namespace Settlement.Sagas.GroupCommit;

/// <summary>The statements of one saga table, made once. Arrays come in by position; one statement carries any number of sagas.</summary>
internal sealed class SagaSql<TSaga>
    where TSaga : class, ISettlementSaga, new()
{
    /// <summary>Ordinal of the first declared column in <see cref="Select"/>.</summary>
    public const int FirstColumn = 5;

    private const string EventColumns = "machine, saga_id, key, version, event, from_state, to_state, at, message_id, payload";

    // id, expected version, state, event, from_state, at, message_id, payload: the order in which SagaStore adds its parameters.
    private static readonly (string Name, string Type)[] EveryWrite =
    [
        ("id", "uuid"), ("expected", "int"), ("state", "text"), ("e_name", "text"), ("e_from", "text"), ("e_at", "timestamptz"),
        ("e_message", "uuid"), ("e_payload", "text"),
    ];

    public SagaSql(SagaTable<TSaga> table)
    {
        Mutable = [.. table.Columns.Where(static column => !column.IsFixed)];
        Select = $"select id, version, state, created_at, updated_at, {Join(table.Columns, static column => column.Name)} from {table.Name}";
        Load = $"{Select} where id = any($1)";
        Insert = InsertOf(table);
        Update = UpdateOf(table, Mutable);
    }

    public IReadOnlyList<SagaColumn<TSaga>> Mutable { get; }

    /// <summary>Without a where clause.</summary>
    public string Select { get; }

    public string Load { get; }

    /// <summary>Returns the ids that are new; one that stood there already is left alone and gets no event.</summary>
    public string Insert { get; }

    /// <summary>Returns the 1-based array positions that won their version check; the others are left alone and get no event.</summary>
    public string Update { get; }

    private static string InsertOf(SagaTable<TSaga> table)
    {
        var names = Join(table.Columns, static column => column.Name);

        // "is true" makes the subplan a hashed one; a plain semi-join of two CTEs, which have no statistics, is planned as a nested loop.
        return $"""
            with i as (select * from {Unnest(table.Columns)}),
            won as (insert into {table.Name} (id, version, state, created_at, updated_at, {names})
                    select id, expected + 1, state, e_at, e_at, {names} from i on conflict (id) do nothing returning id),
            event as (insert into saga_events ({EventColumns})
                      select '{table.Machine}', id, {table.KeyColumn}, expected + 1, e_name, e_from, state, e_at, e_message, e_payload
                      from i where (id in (select id from won)) is true)
            select id from won
            """;
    }

    private static string UpdateOf(SagaTable<TSaga> table, IReadOnlyList<SagaColumn<TSaga>> mutable)
    {
        var sets = string.Concat(mutable.Select(static column => $", {column.Name} = i.{column.Name}"));

        // The event's columns travel through RETURNING: joining i to the updated rows again would go quadratic.
        return $"""
            with i as (select * from {Unnest(mutable)}),
            won as (update {table.Name} s set version = i.expected + 1, state = i.state, updated_at = i.e_at{sets}
                    from i where s.id = i.id and s.version = i.expected
                    returning i.ord, s.id, s.{table.KeyColumn} as key, s.version, s.state, i.e_name, i.e_from, i.e_at, i.e_message, i.e_payload),
            event as (insert into saga_events ({EventColumns})
                      select '{table.Machine}', id, key, version, e_name, e_from, state, e_at, e_message, e_payload from won)
            select ord from won
            """;
    }

    private static string Unnest(IReadOnlyList<SagaColumn<TSaga>> columns)
    {
        var all = EveryWrite.Concat(columns.Select(static column => (column.Name, Type: column.SqlType))).ToList();
        var arrays = Join(all.Index(), static entry => $"${entry.Index + 1}::{entry.Item.Type}[]");
        return $"unnest({arrays}) with ordinality as t({Join(all, static entry => entry.Name)}, ord)";
    }

    private static string Join<T>(IEnumerable<T> items, Func<T, string> text) => string.Join(", ", items.Select(text));
}
