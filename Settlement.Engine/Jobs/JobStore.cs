using Npgsql;
using Settlement.Domain.Jobs;
using Settlement.Engine.Database;

namespace Settlement.Engine.Jobs;

/// <summary>What is scheduled, and how the runs went. Written by the engine that schedules, read by anyone.</summary>
public sealed class JobStore(NpgsqlDataSource source, TimeProvider time)
{
    private const int RunsShown = 20;

    private const string ListSql = """
        select s.job, s.description, s.schedule, s.next_at, s.state,
               (select count(*)::int from job_runs r where r.job = s.job and r.outcome = 'missed' and r.due_at > $1)
        from job_schedule s order by s.job
        """;

    private const string RunsSql = """
        select s.job, r.due_at, r.started_at, r.finished_at, r.outcome, r.detail
        from job_schedule s cross join lateral (select * from job_runs where job = s.job order by run desc limit $1) r
        order by s.job, r.run desc
        """;

    private const string NoteSql = """
        insert into job_schedule (job, description, schedule, next_at, state, updated_at) values ($1, $2, $3, $4, $5, $6)
        on conflict (job) do update set description = excluded.description, schedule = excluded.schedule, next_at = excluded.next_at,
            state = excluded.state, updated_at = excluded.updated_at
        """;

    private const string AddSql = "insert into job_runs (job, due_at, started_at, finished_at, outcome, detail) values ($1, $2, $3, $4, $5, $6)";

    public async Task<IReadOnlyList<ScheduledJob>> ListAsync(CancellationToken cancellationToken)
    {
        var runs = await RunsAsync(cancellationToken);
        await using var command = source.CreateCommand(ListSql);
        command.Parameters.Add(SqlValues.Time(time.Now().AddDays(-7)));
        var jobs = new List<ScheduledJob>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var job = reader.GetString(0);
            IReadOnlyList<JobRun> own = [.. runs[job]];
            jobs.Add(new ScheduledJob(
                job, reader.GetString(1), reader.GetString(2), reader.NullableTime(3), reader.GetString(4), own.Count > 0 ? own[0] : null, reader.GetInt32(5), own));
        }

        return jobs;
    }

    public async Task NoteAsync(string job, string description, string schedule, DateTimeOffset? nextAt, string state, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(NoteSql);
        command.Parameters.Add(SqlValues.Text(job));
        command.Parameters.Add(SqlValues.Text(description));
        command.Parameters.Add(SqlValues.Text(schedule));
        command.Parameters.Add(SqlValues.Time(nextAt));
        command.Parameters.Add(SqlValues.Text(state));
        command.Parameters.Add(SqlValues.Time(time.Now()));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <param name="outcome">done, failed or missed.</param>
    public async Task AddRunAsync(
        string job, DateTimeOffset dueAt, DateTimeOffset? startedAt, DateTimeOffset? finishedAt, string outcome, string detail, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(AddSql);
        command.Parameters.Add(SqlValues.Text(job));
        command.Parameters.Add(SqlValues.Time(dueAt));
        command.Parameters.Add(SqlValues.Time(startedAt));
        command.Parameters.Add(SqlValues.Time(finishedAt));
        command.Parameters.Add(SqlValues.Text(outcome));
        command.Parameters.Add(SqlValues.Text(detail));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<ILookup<string, JobRun>> RunsAsync(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(RunsSql);
        command.Parameters.Add(SqlValues.Integer(RunsShown));
        var runs = new List<(string Job, JobRun Run)>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var (started, finished) = (reader.NullableTime(2), reader.NullableTime(3));
            runs.Add((reader.GetString(0), new JobRun(
                reader.GetFieldValue<DateTimeOffset>(1), started, (finished - started)?.TotalSeconds, reader.GetString(4), reader.GetString(5))));
        }

        return runs.ToLookup(run => run.Job, run => run.Run, StringComparer.Ordinal);
    }
}
