using Settlement.Domain.Access;
using Settlement.Engine.Database;

namespace Settlement.Engine.Access;

/// <summary>
/// Signs people in by name and password. What a refusal answers, and how long it takes, is the same for a wrong password, an unknown name and a locked
/// account: names cannot be tried out.
/// </summary>
public sealed class SignIn(PeopleStore people, CredentialStore credentials, CallerDirectory callers, Passwords passwords, ActivityLog activity, AccessPolicy policy, TimeProvider time)
{
    /// <param name="mayBeDemo">Whether a demo person may sign in from where the request comes.</param>
    /// <returns>Null when refused.</returns>
    /// <exception cref="SignInsBusyException">Too many sign-ins at once.</exception>
    public async Task<(AccessSecret Token, Caller Caller)?> TryAsync(string name, string password, bool mayBeDemo, CancellationToken cancellationToken)
    {
        var known = await people.FindPasswordAsync(name, cancellationToken);
        var now = time.Now();
        var isAdmitted = known is not null && (mayBeDemo || !known.IsDemo)
            && await people.CountTryAsync(name, policy.Options.MaxFailedSignIns, now.AddMinutes(policy.Options.LockMinutes), cancellationToken);
        var (isRight, rehashed) = await passwords.VerifyAsync(isAdmitted ? known!.Hash : null, password, cancellationToken);
        if (!isRight || !isAdmitted)
        {
            await RecordAsync(name, known is null, ActivityOutcome.Refused, cancellationToken);
            return null;
        }

        await people.WelcomeAsync(name, rehashed, cancellationToken);
        return await BeginAsync(name, cancellationToken);
    }

    /// <summary>Begins a session for somebody who has shown who they are; null when the account is not active.</summary>
    public async Task<(AccessSecret Token, Caller Caller)?> BeginAsync(string name, CancellationToken cancellationToken)
    {
        var token = AccessSecret.NewSession();
        if (!await credentials.BeginAsync(token, name, time.Now().AddHours(policy.Options.SessionHours), cancellationToken)
            || await callers.FindAsync(token.Text, cancellationToken) is not { } caller)
        {
            return null;
        }

        await RecordAsync(name, false, ActivityOutcome.Done, cancellationToken);
        return (token, caller);
    }

    public async Task EndAsync(string token, CancellationToken cancellationToken)
    {
        if (AccessSecret.Parse(token) is { IsKey: false } secret)
        {
            await credentials.EndAsync(secret, cancellationToken);
        }

        callers.Forget(token);
    }

    private Task RecordAsync(string name, bool isUnknown, ActivityOutcome outcome, CancellationToken cancellationToken) => activity.RecordAsync(
        new ActivityNote(name, CallerKind.Person, null, "signIn", name, "", outcome, isUnknown ? "unknown name" : ""), cancellationToken);
}
