using System.Diagnostics.CodeAnalysis;
using Npgsql;
using NpgsqlTypes;

namespace Settlement.Sagas.GroupCommit;

internal sealed class SagaReader<TSaga>(SagaStore<TSaga> store, SagaTable<TSaga> table) : ISagaReader<TSaga>
    where TSaga : class, ISettlementSaga, new()
{
    private readonly string _byKey = $"{table.Sql.Select} where {table.KeyColumn} = $1";

    public async Task<TSaga?> FindAsync(string key, CancellationToken cancellationToken)
    {
        await foreach (var saga in store.ReadAsync(_byKey, [new NpgsqlParameter<string> { TypedValue = key }], cancellationToken))
        {
            return saga;
        }

        return null;
    }

    public async Task<IReadOnlyDictionary<Guid, TSaga>> LoadAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        var parameter = new NpgsqlParameter<Guid[]> { TypedValue = [.. ids], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid };
        var found = new Dictionary<Guid, TSaga>(ids.Count);
        await foreach (var saga in store.ReadAsync(table.Sql.Load, [parameter], cancellationToken))
        {
            found.Add(saga.CorrelationId, saga);
        }

        return found;
    }

    public async Task<IReadOnlyList<TSaga>> QueryAsync(
        [ConstantExpected] string clause, IReadOnlyList<object> values, CancellationToken cancellationToken)
    {
        NpgsqlParameter[] parameters = [.. values.Select(static value => new NpgsqlParameter { Value = value })];
        var sagas = new List<TSaga>();
        await foreach (var saga in store.ReadAsync($"{table.Sql.Select} {clause}", parameters, cancellationToken))
        {
            sagas.Add(saga);
        }

        return sagas;
    }
}
