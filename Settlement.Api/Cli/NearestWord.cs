namespace Settlement.Api.Cli;

/// <summary>Finds what someone meant to type.</summary>
public static class NearestWord
{
    /// <summary>Longer words are cut: the work grows with the square of the length.</summary>
    private const int MaxLength = 64;

    /// <summary>Shorter words begin too many others to mean one of them.</summary>
    private const int MinPrefix = 3;

    /// <summary>
    /// A candidate that the word begins, else the one with the smallest edit distance, the first of equals; null when there is none.
    /// </summary>
    public static string? Find(string word, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(word);
        return candidates
            .OrderBy(candidate => word.Length >= MinPrefix && candidate.StartsWith(word, StringComparison.OrdinalIgnoreCase) ? 0 : 1)
            .ThenBy(candidate => Distance(word.ToLowerInvariant(), candidate.ToLowerInvariant()))
            .FirstOrDefault();
    }

    /// <summary>Levenshtein's distance: insertions, deletions and replacements that make one word of the other.</summary>
    public static int Distance(string left, string right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        var a = left.AsSpan(0, Math.Min(left.Length, MaxLength));
        var b = right.AsSpan(0, Math.Min(right.Length, MaxLength));
        Span<int> row = stackalloc int[MaxLength + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
