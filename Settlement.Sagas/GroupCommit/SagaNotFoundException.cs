using MassTransit;

namespace Settlement.Sagas.GroupCommit;

/// <summary>A message that cannot create a saga came for one that does not exist. Nothing was stored.</summary>
public sealed class SagaNotFoundException(Type sagaType, Type messageType, Guid correlationId)
    : SagaException("No such saga, and this message does not create one", sagaType, messageType, correlationId);
