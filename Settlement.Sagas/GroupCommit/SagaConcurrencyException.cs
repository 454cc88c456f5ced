using MassTransit;

namespace Settlement.Sagas.GroupCommit;

/// <summary>Another message changed the saga between this message's load and its commit. Nothing of this message was stored; run it again on a fresh load.</summary>
public sealed class SagaConcurrencyException(string message, Type sagaType, Type messageType, Guid correlationId)
    : SagaException(message, sagaType, messageType, correlationId);
