namespace Settlement.Domain.Sagas;

/// <param name="Mermaid">The same graph as a Mermaid state diagram.</param>
public sealed record SagaGraphView(string Machine, IReadOnlyList<string> States, IReadOnlyList<SagaTransition> Transitions, string Mermaid);
