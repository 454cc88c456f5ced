using System.Collections.Concurrent;

namespace Settlement.Engine.Access;

/// <summary>
/// Callers by their secrets, from memory while the answer is young (<see cref="AccessOptions.CacheSeconds"/>): requests come by the thousand
/// a second and must not cost a round trip each. Requests that meet an old answer together ask once. That a secret is not good is
/// remembered as well. An answer never outlives its credential.
/// </summary>
public sealed class CallerDirectory(CredentialStore store, KeyUse uses, AccessPolicy policy, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Answer> answers = new(StringComparer.Ordinal);
    private readonly TimeSpan age = TimeSpan.FromSeconds(policy.Options.CacheSeconds);
    private readonly int capacity = policy.Options.CacheEntries;

    /// <summary>Null when the secret is not good.</summary>
    /// <param name="isAttended">False for a request that nobody made by hand: it does not count as use of a session.</param>
    public ValueTask<Caller?> FindAsync(string secret, bool isAttended, CancellationToken cancellationToken)
    {
        if (answers.TryGetValue(secret, out var known) && Serves(known, isAttended) && known.Asking.IsCompletedSuccessfully)
        {
            return ValueTask.FromResult(Admit(known.Asking.Result));
        }

        return AccessSecret.Parse(secret) is { } parsed ? new ValueTask<Caller?>(AskAsync(parsed, known, isAttended, cancellationToken)) : ValueTask.FromResult<Caller?>(null);
    }

    /// <summary>The next request with this secret asks the database.</summary>
    public void Forget(string secret) => answers.TryRemove(secret, out _);

    /// <summary>The next request of everybody asks the database: after a person or a key was changed.</summary>
    public void ForgetAll() => answers.Clear();

    private async Task<Caller?> AskAsync(AccessSecret secret, Answer? known, bool isAttended, CancellationToken cancellationToken)
    {
        if (known is null || !Serves(known, isAttended) || known.Asking.IsFaulted || known.Asking.IsCanceled)
        {
            known = Ask(secret, known, isAttended);
        }

        return Admit(await known.Asking.WaitAsync(cancellationToken));
    }

    /// <summary>Of those who find the same old answer one asks; the others wait for what it learns. No caller's cancellation stops it.</summary>
    private Answer Ask(AccessSecret secret, Answer? old, bool isAttended)
    {
        var turn = new TaskCompletionSource<FoundCaller?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var fresh = new Answer(turn.Task, time.GetTimestamp());
        if (old is null ? !answers.TryAdd(secret.Text, fresh) : !answers.TryUpdate(secret.Text, fresh, old))
        {
            return answers.TryGetValue(secret.Text, out var others) ? others : Ask(secret, null, isAttended);
        }

        if (answers.Count > capacity)
        {
            answers.Clear();
            answers.TryAdd(secret.Text, fresh);
        }

        _ = LearnAsync(secret, isAttended, turn);
        return fresh;
    }

    private async Task LearnAsync(AccessSecret secret, bool isAttended, TaskCompletionSource<FoundCaller?> turn)
    {
        try
        {
            turn.SetResult(await store.FindAsync(secret, isAttended, CancellationToken.None));
        }
#pragma warning disable CA1031 // Whatever it was belongs to those who wait for the answer; the next one asks again.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            turn.SetException(failure);
        }
    }

    /// <summary>Whether an answer is young enough; one that somebody's own request must bring to the database's knowledge is not.</summary>
    private bool Serves(Answer answer, bool isAttended) => answer.IsYoung(time, age)
        && !(isAttended && answer.Asking is { IsCompletedSuccessfully: true, Result: { Caller.IsPerson: true } found } && time.GetUtcNow() - found.SeenAt >= CredentialStore.SeenEvery);

    private Caller? Admit(FoundCaller? found)
    {
        if (found is not { Caller: var caller } || caller.ExpiresAt <= time.GetUtcNow())
        {
            return null;
        }

        if (caller.Kind == Domain.Access.CallerKind.ApiKey)
        {
            uses.Note(caller.Id);
        }

        return caller;
    }

    private sealed record Answer(Task<FoundCaller?> Asking, long At)
    {
        public bool IsYoung(TimeProvider time, TimeSpan age) => time.GetElapsedTime(At) < age;
    }
}
