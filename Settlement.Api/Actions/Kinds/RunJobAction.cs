using Settlement.Engine.Actions;
using Settlement.Engine.Jobs;

namespace Settlement.Api.Actions.Kinds;

/// <summary>Runs a scheduled job now, beside its schedule.</summary>
internal sealed class RunJobAction(JobStore jobs, IEnumerable<IJobTrigger> triggers) : IOperatorAction
{
    public const string Name = "run_job";

    public string Kind => Name;

    public string Summary => "Runs a scheduled job now; its schedule stays as it is";

    public IReadOnlyDictionary<string, string> Parameters { get; } = new Dictionary<string, string>(StringComparer.Ordinal) { ["job"] = "the job's name, as GET /api/v1/jobs names it" };

    public async Task<ActionDraft> DraftAsync(ActionParameters parameters, CancellationToken cancellationToken)
    {
        var errors = new List<ActionError>();
        if (parameters.Text("job", errors) is not { } name)
        {
            return ActionDraft.Refused(errors);
        }

        return (await jobs.ListAsync(cancellationToken)).FirstOrDefault(job => string.Equals(job.Job, name, StringComparison.Ordinal)) is { } found
            ? new ActionDraft($"Run {name} now", [new DraftItem(name, found.Description, [], null, 0, "scheduled")], [], [])
            : ActionDraft.Refused(new ActionError("parameters.job", "not_found", $"There is no job '{name}'.", IsMissing: true));
    }

    public async Task<ItemResult> DoAsync(ActionOrder order, string key, CancellationToken cancellationToken)
    {
        if (triggers.FirstOrDefault() is not { } trigger)
        {
            return ItemResult.Failed("no scheduler runs in this process");
        }

        await trigger.TriggerAsync(key, cancellationToken);
        return ItemResult.Done("started; GET /api/v1/jobs shows how it ends");
    }
}
