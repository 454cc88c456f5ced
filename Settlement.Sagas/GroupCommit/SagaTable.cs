using System.Data.Common;
using NpgsqlTypes;

namespace Settlement.Sagas.GroupCommit;

/// <summary>
/// Maps a saga to its table. Every table has id, version, state, created_at, updated_at and a unique business key; the rest is declared once
/// and all SQL is generated from it.
/// </summary>
public sealed class SagaTable<TSaga>
    where TSaga : class, ISettlementSaga, new()
{
    private SagaTable(string name, string machine, string keyColumn, IReadOnlyList<SagaColumn<TSaga>> columns)
    {
        Name = name;
        Machine = machine;
        KeyColumn = keyColumn;
        Columns = columns;
        Sql = new SagaSql<TSaga>(this);
    }

    public string Name { get; }

    /// <summary>The machine's name in saga_events, e.g. "transaction".</summary>
    public string Machine { get; }

    public string KeyColumn { get; }

    /// <summary>The declared columns in order, the business key first.</summary>
    public IReadOnlyList<SagaColumn<TSaga>> Columns { get; }

    internal SagaSql<TSaga> Sql { get; }

    /// <summary>Starts a mapping. <paramref name="setKey"/> stores the business key that <see cref="ISettlementSaga.Key"/> returns.</summary>
    public static Builder For(string table, string machine, string keyColumn, Action<TSaga, string> setKey) =>
        new(table, machine, keyColumn, setKey);

    /// <summary>Reads a row in the order of <see cref="SagaSql{TSaga}.Select"/>.</summary>
    internal TSaga Read(DbDataReader reader)
    {
        var saga = new TSaga
        {
            CorrelationId = reader.GetGuid(0),
            Version = reader.GetInt32(1),
            CurrentState = reader.GetString(2),
            CreatedAt = reader.GetFieldValue<DateTimeOffset>(3),
            UpdatedAt = reader.GetFieldValue<DateTimeOffset>(4),
        };
        for (var i = 0; i < Columns.Count; i++)
        {
            Columns[i].Read(reader, SagaSql<TSaga>.FirstColumn + i, saga);
        }

        return saga;
    }

    /// <summary>Whether an event left its mark: another state, or another value in any column.</summary>
    /// <exception cref="InvalidOperationException">A fixed column was changed: the update would not write it.</exception>
    internal bool HasChanged(TSaga before, TSaga after)
    {
        var changed = !string.Equals(before.CurrentState, after.CurrentState, StringComparison.Ordinal);
        foreach (var column in Columns)
        {
            if (!column.HasChanged(before, after))
            {
                continue;
            }

            if (column.IsFixed)
            {
                throw new InvalidOperationException($"{Machine} {before.Key}: an event changed {column.Name}, which is fixed after the first one.");
            }

            changed = true;
        }

        return changed;
    }

    /// <summary>Declares columns one after the other.</summary>
    public sealed class Builder
    {
        private readonly string _table;
        private readonly string _machine;
        private readonly string _keyColumn;
        private readonly List<SagaColumn<TSaga>> _columns = [];

        internal Builder(string table, string machine, string keyColumn, Action<TSaga, string> setKey)
        {
            _table = table;
            _machine = machine;
            _keyColumn = keyColumn;
            Fixed(keyColumn, NpgsqlDbType.Text, static saga => saga.Key, setKey);
        }

        /// <summary>A column that the first event sets for ever.</summary>
        public Builder Fixed<TValue>(string name, NpgsqlDbType type, Func<TSaga, TValue> get, Action<TSaga, TValue> set) =>
            Add(new SagaColumn<TSaga, TValue>(name, type, isFixed: true, get, set));

        /// <summary>A column that events change. A nullable value maps to a nullable column.</summary>
        public Builder Column<TValue>(string name, NpgsqlDbType type, Func<TSaga, TValue> get, Action<TSaga, TValue> set) =>
            Add(new SagaColumn<TSaga, TValue>(name, type, isFixed: false, get, set));

        /// <summary>A column that follows from the others and is written for the sake of an index only.</summary>
        public Builder Derived<TValue>(string name, NpgsqlDbType type, Func<TSaga, TValue> get) =>
            Add(new SagaColumn<TSaga, TValue>(name, type, isFixed: false, get, set: null));

        public SagaTable<TSaga> Build() => new(_table, _machine, _keyColumn, [.. _columns]);

        private Builder Add(SagaColumn<TSaga> column)
        {
            _columns.Add(column);
            return this;
        }
    }
}
