namespace Settlement.Sagas.GroupCommit;

/// <summary>Sends messages to sagas through the mediator; done means committed.</summary>
public interface ISagaDispatcher
{
    /// <summary>Completes after the saga's change is committed, or at once when the message changes nothing.</summary>
    /// <exception cref="SagaNotFoundException">The message cannot create a saga and there is none.</exception>
    /// <exception cref="SagaConcurrencyException">The saga changed under every one of the immediate retries.</exception>
    Task SendAsync<T>(T message, CancellationToken cancellationToken)
        where T : class;

    /// <summary>
    /// Sends messages of different sagas side by side, so that they share few commits; two messages of one saga have no order between them.
    /// Completes when every one is done. A failed one does not keep the others from being sent.
    /// </summary>
    /// <exception cref="AggregateException">The failures, at most <see cref="GroupCommitOptions.MaxReportedFailures"/> of them.</exception>
    Task SendManyAsync<T>(IReadOnlyList<T> messages, CancellationToken cancellationToken)
        where T : class;
}
