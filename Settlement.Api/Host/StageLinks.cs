using Settlement.Domain.Batches;
using Settlement.Domain.Reference;
using Settlement.Domain.Transactions;
using Settlement.Domain.Windows;
using Settlement.Engine.Intake;
using Settlement.Engine.Matching;
using Settlement.Engine.Reference;
using Settlement.Sagas.Drivers;

namespace Settlement.Api.Host;

/// <summary>What one stage must know of another part, and may not reach itself: small answers, given here.</summary>
internal static class StageLinks
{
    internal static IServiceCollection AddStageLinks(this IServiceCollection services) => services
        .AddSingleton<IPaymentDirectory, ReferenceDirectory>()
        .AddSingleton<IWindowResolver, ScheduleResolver>()
        .AddSingleton<IOriginalBatchLookup, OriginalBatches>()
        .AddSingleton<IQuarantine, ReferenceQuarantine>()
        .AddSingleton<Func<PlannedBatch, string>>(PlanHash.Of);

    private sealed class ReferenceDirectory(IReferenceData reference) : IPaymentDirectory
    {
        public DirectoryAccount? FindAccount(string accountId) => reference.Current.Accounts.TryGetValue(accountId, out var account)
            ? new DirectoryAccount(account.ParticipantId, account.Status == AccountStatus.Active)
            : null;

        public bool? IsParticipantActive(string participantId) => reference.Current.Participants.TryGetValue(participantId, out var participant)
            ? participant.Status == ParticipantStatus.Active
            : null;
    }

    private sealed class ScheduleResolver(ClosedWindows closed) : IWindowResolver
    {
        public WindowRoll? FindRoll(Payment payment, long position, DateTimeOffset receivedAt)
        {
            var slot = closed.Resolve(payment, position, receivedAt);
            return payment.Window != WindowKind.T0 || slot.RolledFrom is null
                ? null
                : new WindowRoll(slot.ValueDate, slot.WindowId, slot.RollReason switch
                {
                    RollReason.NotABusinessDay => "received on a day on which a currency is closed",
                    RollReason.AfterCutOff => "received after the cut-off",
                    _ => "the window had been closed early",
                });
        }
    }

    private sealed class ReferenceQuarantine(ReferenceChanges changes) : IQuarantine
    {
        public Task QuarantineAsync(string participant, string reason, CancellationToken cancellationToken) =>
            changes.QuarantineAsync(participant, reason, cancellationToken);
    }
}
