using Settlement.Domain.Access;

namespace Settlement.OperatorConsole.Pages.People;

/// <summary>Roles and states of people in words.</summary>
internal static class RoleText
{
    public static string NameOf(Role role) => role.ToString().ToLowerInvariant();

    public static string Of(Role role) => role switch
    {
        Role.Viewer => "looks at everything but people and keys",
        Role.Operator => "submits payments and runs the settlement",
        Role.Approver => "is the second person of what operators ask for",
        Role.Administrator => "does all of it, and people and keys",
        _ => "",
    };

    /// <summary>Whether failed sign-ins keep the person out at the moment.</summary>
    public static bool IsLocked(Person person, DateTimeOffset now) => person.LockedUntil > now;

    public static string SignsInWith(Person person) => person.HasPassword ? "password" : "identity provider";
}
