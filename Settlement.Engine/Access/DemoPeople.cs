using Microsoft.AspNetCore.Identity;
using Settlement.Domain.Access;

namespace Settlement.Engine.Access;

/// <summary>One person per role, named like it, all with one well-known password. They exist in demo mode only and sign in from this machine only.</summary>
public static class DemoPeople
{
    /// <summary>No secret: it is printed at the start.</summary>
    public const string Password = "demo-only";

    private static readonly Lazy<string> Hash = new(() => new PasswordHasher<Person>().HashPassword(null!, Password));

    /// <summary>Made once in a process: there is nothing to protect.</summary>
    public static string PasswordHash => Hash.Value;

    public static IReadOnlyList<(string Name, string DisplayName, Role Role)> All { get; } =
    [
        ("viewer", "Demo viewer", Role.Viewer),
        ("operator", "Demo operator", Role.Operator),
        ("approver", "Demo approver", Role.Approver),
        ("administrator", "Demo administrator", Role.Administrator),
    ];
}
