using System.Diagnostics.CodeAnalysis;

namespace Settlement.Sagas.GroupCommit;

/// <summary>
/// Reads committed sagas straight from their table, for drivers that go by state. What it returns is a snapshot: decide on it, then send a message
/// and let the machine decide again.
/// </summary>
public interface ISagaReader<TSaga>
    where TSaga : class, ISettlementSaga
{
    /// <summary>The saga of a business key, or null.</summary>
    Task<TSaga?> FindAsync(string key, CancellationToken cancellationToken);

    /// <summary>The sagas of these correlation ids in one query, by id; those that do not exist are left out.</summary>
    Task<IReadOnlyDictionary<Guid, TSaga>> LoadAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken);

    /// <summary>
    /// The sagas that a clause selects, e.g. <c>where is_open and window_id = $1 and state = any($2) order by position limit $3</c>. State a limit.
    /// </summary>
    /// <param name="clause">What follows "select ... from table": SQL of our own, never built from input.</param>
    /// <param name="values">$1, $2, ...: strings, numbers, UTC times, or arrays of them.</param>
    Task<IReadOnlyList<TSaga>> QueryAsync([ConstantExpected] string clause, IReadOnlyList<object> values, CancellationToken cancellationToken);
}
