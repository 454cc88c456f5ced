namespace Settlement.Domain.Reference;

/// <summary>
/// Business identifier codes of ISO 9362: four letters or digits of the party, two letters of the country, two letters or digits of the
/// location, and three of the branch or none. Checks the structure; whether a code is assigned only SWIFT's directory knows.
/// </summary>
public static class Bic
{
    public static bool IsValid(string? text) =>
        text is { Length: 8 or 11 }
        && !text.AsSpan().ContainsAnyExcept(CapitalsAndDigits)
        && char.IsAsciiLetterUpper(text[4])
        && char.IsAsciiLetterUpper(text[5]);

    private static readonly System.Buffers.SearchValues<char> CapitalsAndDigits =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
}
