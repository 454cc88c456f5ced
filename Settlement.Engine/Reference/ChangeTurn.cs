using Npgsql;
using Settlement.Domain.Reference;

namespace Settlement.Engine.Reference;

/// <summary>One transaction's turn at changing the reference data: it holds the lock on the version's row.</summary>
internal sealed class ChangeTurn
{
    private readonly NpgsqlConnection connection;
    private readonly ChangeNote note;
    private readonly DateTimeOffset now;
    private readonly long version;

    private ChangeTurn(NpgsqlConnection connection, ChangeNote note, DateTimeOffset now, long version)
    {
        this.connection = connection;
        this.note = note;
        this.now = now;
        this.version = version;
    }

    public static async Task<ChangeTurn> TakeAsync(
        NpgsqlConnection connection, ChangeNote note, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select version from reference_version for update", connection);
        var standing = (long)(await command.ExecuteScalarAsync(cancellationToken))!;
        return new ChangeTurn(connection, note, now, standing + 1);
    }

    public async Task<bool> HasParticipantsAsync(CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select exists (select from participants)", connection);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public async Task<Participant?> FindParticipantAsync(string participantId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select name, bic, status, region from participants where participant_id = $1", connection);
        command.Parameters.AddWithValue(participantId);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken)
            ? new Participant(
                participantId, row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1), StoredStatus.Participant(row.GetString(2)), row.GetString(3))
            : null;
    }

    /// <summary>The rules that need the rest of the data.</summary>
    public async Task<IReadOnlyList<RuleBreach>> CheckAsync(ReferenceChange change, CancellationToken cancellationToken) => change switch
    {
        ReferenceChange.PutAccount(var account) => await CheckAccountAsync(account, cancellationToken),
        ReferenceChange.PutNetDebitCap(var cap) => await CheckKnownAsync([("participant_id", cap.ParticipantId)], cancellationToken),
        ReferenceChange.PutBilateralLimit(var limit) =>
            await CheckKnownAsync([("debtor", limit.Debtor), ("creditor", limit.Creditor)], cancellationToken),
        _ => [],
    };

    /// <summary>Writes the row and its audit, unless the row stands there so already.</summary>
    public async Task<ChangeOutcome> MakeAsync(ReferenceChange change, CancellationToken cancellationToken)
    {
        var statement = ChangeStatement.Of(change);
        var (before, after) = await ExecuteAsync(statement, cancellationToken);
        if (string.Equals(before, after, StringComparison.Ordinal))
        {
            return ChangeOutcome.Unchanged;
        }

        await using var audit = new NpgsqlCommand(
            """
            insert into reference_changes (version, changed_at, changed_by, kind, key, before, after, reason)
            values ($1, $2, $3, $4, $5, $6::jsonb, $7::jsonb, $8)
            """,
            connection);
        audit.Parameters.AddWithValue(version);
        audit.Parameters.AddWithValue(now);
        audit.Parameters.AddWithValue(note.ChangedBy);
        audit.Parameters.AddWithValue(statement.Kind);
        audit.Parameters.AddWithValue(statement.Key);
        audit.Parameters.AddWithValue(NpgsqlTypes.NpgsqlDbType.Text, (object?)before ?? DBNull.Value);
        audit.Parameters.AddWithValue(after);
        audit.Parameters.AddWithValue(note.Reason);
        await audit.ExecuteNonQueryAsync(cancellationToken);
        return before is null ? ChangeOutcome.Created : ChangeOutcome.Updated;
    }

    /// <summary>Sets the next version and tells every host of it at commit.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"with ended as (update reference_version set version = $1 returning version) select pg_notify('{ReferenceStore.Channel}', version::text) from ended",
            connection);
        command.Parameters.AddWithValue(version);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<(string? Before, string After)> ExecuteAsync(ChangeStatement statement, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(statement.Sql, connection);
        foreach (var value in statement.Values)
        {
            command.Parameters.AddWithValue(value ?? DBNull.Value);
        }

        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return (row.IsDBNull(0) ? null : row.GetString(0), row.GetString(1));
    }

    private async Task<IReadOnlyList<RuleBreach>> CheckAccountAsync(Account account, CancellationToken cancellationToken)
    {
        var breaches = await CheckKnownAsync([("participant_id", account.ParticipantId)], cancellationToken);
        if (breaches.Count > 0)
        {
            return breaches;
        }

        await using var command = new NpgsqlCommand("select participant_id, status from accounts where account_id = $1", connection);
        command.Parameters.AddWithValue(account.AccountId);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        if (!await row.ReadAsync(cancellationToken))
        {
            return [];
        }

        if (!string.Equals(row.GetString(0), account.ParticipantId, StringComparison.Ordinal))
        {
            return [new RuleBreach("participant_id", "owner_is_fixed", "an account stays with its owner: payments under way name both")];
        }

        return StoredStatus.Account(row.GetString(1)) == AccountStatus.Closed && account.Status != AccountStatus.Closed
            ? [new RuleBreach("status", "account_closed", "a closed account stays closed")]
            : [];
    }

    private async Task<IReadOnlyList<RuleBreach>> CheckKnownAsync(
        IReadOnlyList<(string Field, string ParticipantId)> named, CancellationToken cancellationToken)
    {
        var breaches = new List<RuleBreach>();
        foreach (var (field, participantId) in named)
        {
            if (await FindParticipantAsync(participantId, cancellationToken) is null)
            {
                breaches.Add(new RuleBreach(field, "unknown_participant", "there is no such participant"));
            }
        }

        return breaches;
    }
}
