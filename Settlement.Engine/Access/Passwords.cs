using Microsoft.AspNetCore.Identity;
using Settlement.Domain.Access;

namespace Settlement.Engine.Access;

/// <summary>
/// Passwords with ASP.NET Core's hasher (PBKDF2 with HMAC-SHA-512, a salt of its own each). Hashing is slow on purpose, so few are done at a
/// time: sign-ins must not take the machine from payments.
/// </summary>
public sealed class Passwords : IDisposable
{
    public const int MinLength = 12;

    /// <summary>Longer ones add no safety and cost time to hash.</summary>
    public const int MaxLength = 128;

    private const int AtOnce = 2;

    /// <summary>Who cannot have a turn within this time is told to come again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly PasswordHasher<Person> hasher = new();
    private readonly SemaphoreSlim turns = new(AtOnce);
    private readonly Lazy<string> nobodys;

    public Passwords() => nobodys = new Lazy<string>(() => hasher.HashPassword(null!, Guid.NewGuid().ToString()));

    /// <summary>The first broken rule, for people; null when the password may be used.</summary>
    public static string? Objection(string? password) => password switch
    {
        null or "" => "password is required.",
        { Length: < MinLength or > MaxLength } => $"password must have {MinLength} to {MaxLength} characters.",
        _ when password.Distinct().Count() < 5 => "password must not repeat the same few characters.",
        DemoPeople.Password => "password is the demo people's; choose another.",
        _ => null,
    };

    /// <exception cref="SignInsBusyException">Too many sign-ins at once.</exception>
    public Task<string> HashAsync(string password, CancellationToken cancellationToken) =>
        InTurnAsync(() => hasher.HashPassword(null!, password), cancellationToken);

    /// <summary>Whether it is the password; when it should be hashed anew, the new hash. Without a hash it takes as long and is false.</summary>
    /// <exception cref="SignInsBusyException">Too many sign-ins at once.</exception>
    public Task<(bool IsRight, string? Rehashed)> VerifyAsync(string? hash, string password, CancellationToken cancellationToken) => InTurnAsync(
        () => hasher.VerifyHashedPassword(null!, hash ?? nobodys.Value, password) switch
        {
            _ when hash is null => (false, null),
            PasswordVerificationResult.Success => (true, null),
            PasswordVerificationResult.SuccessRehashNeeded => (true, hasher.HashPassword(null!, password)),
            _ => ((bool, string?))(false, null),
        },
        cancellationToken);

    public void Dispose() => turns.Dispose();

    private async Task<T> InTurnAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        if (!await turns.WaitAsync(Patience, cancellationToken))
        {
            throw new SignInsBusyException();
        }

        try
        {
            return await Task.Run(work, CancellationToken.None);
        }
        finally
        {
            turns.Release();
        }
    }
}

/// <summary>More sign-ins came at once than are served within seconds.</summary>
public sealed class SignInsBusyException() : Exception("Too many sign-ins at once.");
