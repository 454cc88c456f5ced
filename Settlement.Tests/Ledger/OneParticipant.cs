using Settlement.Domain.Fx;
using Settlement.Domain.Reference;
using Settlement.Engine.Reference;

namespace Settlement.Tests.Ledger;

/// <summary>Reference data that knows bank_a and nobody else.</summary>
internal sealed class OneParticipant : IReferenceData
{
    public ReferenceSnapshot Current { get; } = new(
        1, [new Participant("bank_a", "Bank A", null, ParticipantStatus.Active, "eu")], [], [], [], new FxRates([]));

    public Task RefreshAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
