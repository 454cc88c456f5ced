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

    /// <summary>Letters beside a common word that make a password one's own.</summary>
    private const int MinOwnLetters = 4;

    private static readonly string[] Common =
        ["password", "passwort", "qwertyuiop", "qwertz", "asdfghjkl", "letmein", "welcome", "changeme", "administrator", "settlement", "iloveyou", "abcdefgh", "secret"];

    /// <summary>Who cannot have a turn within this time is told to come again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly PasswordHasher<Person> hasher = new();
    private readonly SemaphoreSlim turns = new(AtOnce);
    private readonly Lazy<string> nobodys;

    public Passwords() => nobodys = new Lazy<string>(() => hasher.HashPassword(null!, Guid.NewGuid().ToString()));

    /// <summary>The first broken rule, for people; null when the password may be used.</summary>
    /// <param name="name">Whose it is to be; what a guesser tries first is made of it.</param>
    public static string? Objection(string? password, string? name = null) => password switch
    {
        null or "" => "password is required.",
        { Length: < MinLength or > MaxLength } => $"password must have {MinLength} to {MaxLength} characters.",
        _ when password.Distinct().Count() < 5 => "password must not repeat the same few characters.",
        _ when name is { Length: >= 3 } && password.Contains(name, StringComparison.OrdinalIgnoreCase) => "password must not contain the person's name.",
        _ when !password.Any(char.IsLetter) => "password must have letters, not digits and signs alone.",
        _ when IsCommon(password) => "password must not be a common word with digits and signs around it.",
        _ => null,
    };

    /// <summary>What is left of the letters after the usual replacements, tried by every guesser: NIST SP 800-63B asks to refuse such.</summary>
    private static bool IsCommon(string password)
    {
        var letters = new string([.. password.ToLowerInvariant().Select(Letter).Where(char.IsLetter)]);
        return Common.Any(word => letters.Replace(word, "", StringComparison.Ordinal).Length < MinOwnLetters && letters.Contains(word, StringComparison.Ordinal));

        static char Letter(char character) => character switch { '0' => 'o', '1' => 'i', '3' => 'e', '4' or '@' => 'a', '5' or '$' => 's', '7' => 't', _ => character };
    }

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
