namespace Settlement.Engine.Jobs;

/// <summary>Starts a scheduled job beside its schedule; known to processes that schedule.</summary>
public interface IJobTrigger
{
    Task TriggerAsync(string job, CancellationToken cancellationToken);
}
