using Settlement.Api.Actions.Kinds;
using Settlement.Engine.Actions;
using Settlement.Engine.Execution;
using Settlement.Engine.Failures;
using Settlement.Engine.Jobs;
using Settlement.Sagas.Drivers;
using Settlement.Sagas.Schedule;

namespace Settlement.Api.Actions;

/// <summary>The kinds of actions that this host knows, and what they need.</summary>
internal static class ActionKindsRegistration
{
    /// <summary>Any role: previewing.</summary>
    public static IServiceCollection AddActions(this IServiceCollection services) => services
        .AddOperatorActions()
        .AddSingleton<ActionViews>()
        .AddSingleton<DeadLetterStore>()
        .AddSingleton<OpenWireStore>()
        .AddSingleton<FailureCounts>()
        .AddSingleton<JobStore>()
        .AddSingleton<WireReleases>()
        .AddSingleton<IOperatorAction, CloseWindowAction>()
        .AddSingleton<IOperatorAction, ConfirmBatchAction>()
        .AddSingleton<IOperatorAction, FundParticipantAction>()
        .AddSingleton<IOperatorAction, ChangeLimitAction>()
        .AddSingleton<IOperatorAction, LiftQuarantineAction>()
        .AddSingleton<IOperatorAction, PostRateAction>()
        .AddSingleton<IOperatorAction, RetryDeadLettersAction>()
        .AddSingleton<IOperatorAction, SetAsideAction>()
        .AddSingleton<IOperatorAction, PutBackAction>()
        .AddSingleton<IOperatorAction, RetryWiresAction>()
        .AddSingleton<IOperatorAction, RunJobAction>();

    /// <summary>The engine's role: doing them.</summary>
    public static IServiceCollection AddActionEngine(this IServiceCollection services) => services
        .AddSingleton<IDeadLetterRetry, PaymentRetry>()
        .AddSingleton<IDeadLetterRetry, RecordRetry>()
        .AddSingleton<IClosurePreview, ClosurePreview>()
        .AddSingleton<JobRecorder>()
        .AddSingleton<IJobTrigger>(provider => provider.GetRequiredService<JobRecorder>())
        .AddHostedService(provider => provider.GetRequiredService<JobRecorder>())
        .AddActionRunner();
}
