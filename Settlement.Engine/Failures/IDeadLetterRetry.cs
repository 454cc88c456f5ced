using Settlement.Engine.Actions;

namespace Settlement.Engine.Failures;

/// <summary>Handles dead letters of one consumer again; each consumer registers its own.</summary>
public interface IDeadLetterRetry
{
    /// <summary>The <c>source</c> of the letters that it handles.</summary>
    string Source { get; }

    /// <summary>Handles a letter once more. Idempotent: a crash may come before the letter's end is noted.</summary>
    /// <param name="body">What an operator put in the place of the letter's body; null: the body as it is.</param>
    /// <param name="order">Who wants it, and why.</param>
    Task<ItemResult> RetryAsync(DeadLetter letter, string? body, ActionOrder order, CancellationToken cancellationToken);
}
