using System.Data.Common;
using Npgsql;
using NpgsqlTypes;

namespace Settlement.Sagas.GroupCommit;

/// <summary>One column of a saga's table: how it is called, typed, written and read.</summary>
public abstract class SagaColumn<TSaga>
{
    private protected SagaColumn(string name, NpgsqlDbType type, bool isFixed)
    {
        Name = name;
        Type = type;
        IsFixed = isFixed;
        SqlType = type switch
        {
            NpgsqlDbType.Uuid => "uuid",
            NpgsqlDbType.Text => "text",
            NpgsqlDbType.Integer => "int",
            NpgsqlDbType.Bigint => "bigint",
            NpgsqlDbType.Boolean => "boolean",
            NpgsqlDbType.Numeric => "numeric",
            NpgsqlDbType.Date => "date",
            NpgsqlDbType.TimestampTz => "timestamptz",
            NpgsqlDbType.Jsonb => "jsonb",
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Add the column type's SQL name here."),
        };
    }

    public string Name { get; }

    public NpgsqlDbType Type { get; }

    /// <summary>Written by the insert only; no later event changes it.</summary>
    public bool IsFixed { get; }

    /// <summary>The type's name in a cast.</summary>
    public string SqlType { get; }

    /// <summary>The column of many sagas as one array parameter.</summary>
    internal abstract NpgsqlParameter Parameter(IReadOnlyList<SagaWrite<TSaga>> writes);

    internal abstract void Read(DbDataReader reader, int ordinal, TSaga saga);

    internal abstract bool HasChanged(TSaga before, TSaga after);
}

internal sealed class SagaColumn<TSaga, TValue>(
    string name, NpgsqlDbType type, bool isFixed, Func<TSaga, TValue> get, Action<TSaga, TValue>? set) : SagaColumn<TSaga>(name, type, isFixed)
{
    internal override NpgsqlParameter Parameter(IReadOnlyList<SagaWrite<TSaga>> writes)
    {
        var values = new TValue[writes.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = get(writes[i].Saga);
        }

        return new NpgsqlParameter<TValue[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | Type };
    }

    internal override void Read(DbDataReader reader, int ordinal, TSaga saga)
    {
        if (set is not null && !reader.IsDBNull(ordinal))
        {
            set(saga, reader.GetFieldValue<TValue>(ordinal));
        }
    }

    internal override bool HasChanged(TSaga before, TSaga after) => !EqualityComparer<TValue>.Default.Equals(get(before), get(after));
}
