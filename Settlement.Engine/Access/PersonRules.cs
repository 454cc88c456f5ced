using System.Text.RegularExpressions;

namespace Settlement.Engine.Access;

/// <summary>What a person's name may be: it stands in records and in addresses.</summary>
public static partial class PersonRules
{
    public const string NameRule = "a name has 1 to 64 of a-z, 0-9, dot, dash, underscore and @, and begins with a letter or digit.";

    public const int MaxDisplayName = 100;

    public static bool IsName(string? name) => name is not null && Name().IsMatch(name);

    [GeneratedRegex(@"^[a-z0-9][a-z0-9._@-]{0,63}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Name();
}
