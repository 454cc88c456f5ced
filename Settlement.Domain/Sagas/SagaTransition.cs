namespace Settlement.Domain.Sagas;

/// <summary>One arrow of a state machine.</summary>
/// <param name="Event">The machine's name of the event.</param>
/// <param name="Message">The message type that raises it.</param>
/// <param name="To">Equals <paramref name="From"/> where the event changes the saga but not its state.</param>
public sealed record SagaTransition(string From, string Event, string Message, string To);
