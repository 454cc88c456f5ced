using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Settlement.Engine.Access;

/// <summary>
/// A session's token or an API key's secret: a prefix that tells which, and 32 random bytes in URL-safe base64. 256 bits cannot be guessed,
/// so a plain SHA-256 keeps them: what makes passwords need slow hashing, few likely values, does not apply.
/// </summary>
public sealed record AccessSecret
{
    public const string SessionPrefix = "sst_";
    public const string KeyPrefix = "sak_";
    private const int RandomBytes = 32;
    private const int PrefixLength = 4;

    /// <summary>32 bytes make 43 characters.</summary>
    private const int Length = PrefixLength + 43;

    private AccessSecret(string text) => (Text, Hash) = (text, SHA256.HashData(Encoding.ASCII.GetBytes(text)));

    public string Text { get; }

    /// <summary>What the database knows of it.</summary>
    public byte[] Hash { get; }

    public bool IsKey => Text.StartsWith(KeyPrefix, StringComparison.Ordinal);

    public static AccessSecret NewSession() => New(SessionPrefix);

    public static AccessSecret NewKey() => New(KeyPrefix);

    /// <summary>Null for a text that is no secret of ours: nothing needs to be looked up.</summary>
    public static AccessSecret? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length == Length
            && (text.StartsWith(SessionPrefix, StringComparison.Ordinal) || text.StartsWith(KeyPrefix, StringComparison.Ordinal))
            && Base64Url.IsValid(text.AsSpan(PrefixLength))
            ? new AccessSecret(text)
            : null;
    }

    /// <summary>Not its text: a secret must not reach a log by accident.</summary>
    public override string ToString() => IsKey ? "an API key" : "a session token";

    private static AccessSecret New(string prefix) => new(prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes)));
}
