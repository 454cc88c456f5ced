using Npgsql;
using Settlement.Domain.Actions;
using Settlement.Engine.Database;

namespace Settlement.Engine.Actions;

/// <summary>
/// Who runs which action. A claim lasts seconds and is renewed with every item, so that an action whose runner was killed is taken up by another; two
/// runners may overlap then for one item, which is why items are idempotent.
/// </summary>
public sealed class ActionClaims(NpgsqlDataSource source, TimeProvider time)
{
    /// <summary>Longer than any item should take; the wait after a kill.</summary>
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(10);

    private const string TakeSql = """
        update operator_actions set claimed_by = $1, claimed_until = $3
        where action_id = (
            select action_id from operator_actions
            where state = 'running' and (claimed_until is null or claimed_until < $2 or claimed_by = $1)
            order by executed_at limit 1 for update skip locked)
        returning action_id
        """;

    private const string RenewSql = "update operator_actions set claimed_until = $3 where action_id = $1 and claimed_by = $2 and state = 'running' returning cancelled_by";

    private const string ReleaseSql = "update operator_actions set claimed_until = null where claimed_by = $1 and state = 'running'";

    private const string BeginSql = """
        update operator_action_items set state = 'running', attempts = attempts + 1
        where (action_id, item) = (
            select action_id, item from operator_action_items where action_id = $1 and state in ('running', 'pending') order by item limit 1)
        returning item, key, description, parties, currency, amount_minor, fingerprint, state, outcome, attempts, ended_at
        """;

    private const string EndSql = "update operator_action_items set state = $3, outcome = $4, ended_at = $5 where action_id = $1 and item = $2 and state = 'running'";

    private const string SkipSql = "update operator_action_items set state = 'skipped', outcome = $2, ended_at = $3 where action_id = $1 and state in ('pending', 'running')";

    private const string FinishSql = "update operator_actions set state = $3, finished_at = $4, claimed_until = null where action_id = $1 and claimed_by = $2 and state = 'running'";

    /// <summary>The id of an action that is this runner's now; null when none waits.</summary>
    public async Task<string?> TakeAsync(string runner, CancellationToken cancellationToken)
    {
        var now = time.Now();
        await using var command = Command(TakeSql, SqlValues.Text(runner), SqlValues.Time(now), SqlValues.Time(now + Length));
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }

    /// <summary>Keeps the claim; says whether it still is this runner's, and whether somebody wants the action stopped.</summary>
    public async Task<(bool IsHeld, string? CancelledBy)> RenewAsync(string actionId, string runner, CancellationToken cancellationToken)
    {
        await using var command = Command(RenewSql, SqlValues.Text(actionId), SqlValues.Text(runner), SqlValues.Time(time.Now() + Length));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (true, reader.NullableText(0)) : (false, null);
    }

    /// <summary>Lets go of everything, so that another runner need not wait.</summary>
    public Task ReleaseAsync(string runner, CancellationToken cancellationToken) => RunAsync(ReleaseSql, cancellationToken, SqlValues.Text(runner));

    /// <summary>The next item that has no outcome, one that was interrupted before the others; null when all have one.</summary>
    public async Task<StoredItem?> BeginItemAsync(string actionId, CancellationToken cancellationToken)
    {
        await using var command = Command(BeginSql, SqlValues.Text(actionId));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? ActionStore.ReadItem(reader) : null;
    }

    public Task EndItemAsync(string actionId, int item, ItemState state, string outcome, CancellationToken cancellationToken) => RunAsync(
        EndSql, cancellationToken, SqlValues.Text(actionId), SqlValues.Integer(item), SqlValues.Text(SqlValues.NameOf(state)), SqlValues.Text(outcome),
        SqlValues.Time(time.Now()));

    public Task SkipRestAsync(string actionId, string outcome, CancellationToken cancellationToken) =>
        RunAsync(SkipSql, cancellationToken, SqlValues.Text(actionId), SqlValues.Text(outcome), SqlValues.Time(time.Now()));

    public Task FinishAsync(string actionId, string runner, ActionState state, CancellationToken cancellationToken) => RunAsync(
        FinishSql, cancellationToken, SqlValues.Text(actionId), SqlValues.Text(runner), SqlValues.Text(SqlValues.NameOf(state)), SqlValues.Time(time.Now()));

    private async Task RunAsync(string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var command = Command(sql, parameters);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private NpgsqlCommand Command(string sql, params NpgsqlParameter[] parameters)
    {
        var command = source.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        return command;
    }
}
