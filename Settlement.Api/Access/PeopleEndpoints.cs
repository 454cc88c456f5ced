using Settlement.Api.Http;
using Settlement.Api.OpenApi;
using Settlement.Domain.Access;
using Settlement.Engine.Access;

namespace Settlement.Api.Access;

/// <summary>The accounts of people, for administrators.</summary>
internal static class PeopleEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/people", ListAsync)
            .WithName("listPeople").WithTags("Access").WithSummary("People in order of their names")
            .RequireScope(Scope.Administer).Produces<Page<Person>>().ProducesProblems(422);
        routes.MapPost("/api/v1/people", AddAsync)
            .WithName("addPerson").WithTags("Access").WithSummary("Gives somebody an account")
            .WithDescription("Without a password the person signs in with the identity provider only: name is then what the provider calls them.")
            .RequireScope(Scope.Administer).Produces<Person>(StatusCodes.Status201Created).ProducesProblems(400, 409, 422, 503)
            .WithRequestExample("""{"name":"j.doe","display_name":"Jane Doe","role":"operator","password":"a long sentence of her own","reason":"joins the desk"}""");
        routes.MapGet("/api/v1/people/{name}", FindAsync)
            .WithName("getPerson").WithTags("Access").WithSummary("One person's account")
            .RequireScope(Scope.Administer).Produces<Person>().ProducesProblems(404);
        routes.MapPatch("/api/v1/people/{name}", ChangeAsync)
            .WithName("changePerson").WithTags("Access").WithSummary("Changes role or display name, lets in or out, sets a password, unlocks")
            .WithDescription("Fields that are left out stay as they are. A new password, and is_active false, end the person's sessions.")
            .RequireScope(Scope.Administer).Produces<Person>().ProducesProblems(400, 404, 409, 422, 503)
            .WithRequestExample("""{"role":"approver","reason":"moves to the control desk"}""");
    }

    private static async Task<IResult> ListAsync(PeopleStore people, int? limit, string? cursor, CancellationToken cancellationToken)
    {
        if (!PageRequest.TryRead("people", limit, cursor, out var page, out var problem))
        {
            return problem;
        }

        return TypedResults.Ok(page.ToPage(await people.ListAsync(page.After ?? "", page.Limit + 1, cancellationToken), person => person.Name));
    }

    private static async Task<IResult> FindAsync(string name, PeopleStore people, CancellationToken cancellationToken) =>
        PersonRules.IsName(name) && await people.FindAsync(name, cancellationToken) is { } person ? TypedResults.Ok(person) : Problems.NotFound($"person '{name}'");

    private static async Task<IResult> AddAsync(
        NewPersonRequest body, HttpContext http, PeopleStore people, Passwords passwords, CancellationToken cancellationToken)
    {
        var errors = Check(body.Name, body.DisplayName, body.Role, body.Password, body.Reason, out var role);
        if (!PersonRules.IsName(body.Name))
        {
            errors.Insert(0, new FieldError("name", "invalid_name", PersonRules.NameRule));
        }

        if (role is null && errors.TrueForAll(error => error.Field != "role"))
        {
            errors.Add(new FieldError("role", "required", RoleRule));
        }

        if (errors.Count > 0)
        {
            return Problems.Invalid(errors);
        }

        var caller = http.GetCaller();
        var hash = body.Password is null ? null : await passwords.HashAsync(body.Password, cancellationToken);
        var note = ActivityNote.Of(caller, "addPerson", body.Name!, body.Reason!.Trim(), detail: NameOf(role!.Value));
        var person = await people.AddAsync(body.Name!, body.DisplayName ?? body.Name!, role.Value, hash, false, caller.Name, note, cancellationToken);
        return person is null
            ? Problems.Conflict("name_taken", $"There is a person named {body.Name} already.", "name")
            : TypedResults.Created($"/api/v1/people/{person.Name}", person);
    }

    private static async Task<IResult> ChangeAsync(
        string name, ChangedPersonRequest body, HttpContext http, PersonChanges changes, Passwords passwords, CancellationToken cancellationToken)
    {
        var errors = Check(name, body.DisplayName, body.Role, body.Password, body.Reason, out var role);
        var caller = http.GetCaller();
        if (caller.Id == "person:" + name && (role is not null || body.IsActive is not null))
        {
            errors.Add(new FieldError(role is not null ? "role" : "is_active", "own_account", "Nobody changes their own role or lets themselves out: ask another administrator."));
        }

        if (caller.Id == "person:" + name && body.Password is not null)
        {
            errors.Add(new FieldError("password", "own_account", "Nobody sets their own password without the old one: PUT /api/v1/sessions/current/password asks for it."));
        }

        if (errors.Count > 0)
        {
            return Problems.Invalid(errors);
        }

        var hash = body.Password is null ? null : await passwords.HashAsync(body.Password, cancellationToken);
        var change = new PersonChange(body.DisplayName, role, body.IsActive, hash, body.Unlock ?? false);
        var note = ActivityNote.Of(caller, "changePerson", PersonRules.IsName(name) ? name : "", body.Reason!.Trim(), detail: Describe(change));
        var (outcome, person) = await changes.ApplyAsync(name, change, note, cancellationToken);
        return outcome switch
        {
            PersonChangeOutcome.NotFound => Problems.NotFound($"person '{name}'"),
            PersonChangeOutcome.LastAdministrator => Problems.Conflict("last_administrator", "Nobody would be left who could give access."),
            _ => TypedResults.Ok(person),
        };
    }

    private const string RoleRule = "role must be viewer, operator, approver or administrator.";

    private static List<FieldError> Check(string? name, string? displayName, string? roleName, string? password, string? reason, out Role? role)
    {
        var errors = new List<FieldError>();
        role = null;
        if (displayName is not null && (displayName.Trim().Length is 0 or > PersonRules.MaxDisplayName || displayName.Any(char.IsControl)))
        {
            errors.Add(new FieldError("display_name", "invalid", $"display_name must have 1 to {PersonRules.MaxDisplayName} characters."));
        }

        if (roleName is not null)
        {
            role = Enum.GetValues<Role>().Cast<Role?>().FirstOrDefault(known => NameOf(known!.Value) == roleName);
            if (role is null)
            {
                errors.Add(new FieldError("role", "unknown_role", RoleRule));
            }
        }

        if (password is not null && Passwords.Objection(password, name) is { } objection)
        {
            errors.Add(new FieldError("password", "weak_password", objection));
        }

        if (OperatorNote.CheckReason(reason) is { } error)
        {
            errors.Add(error);
        }

        return errors;
    }

    private static string NameOf(Role role) => role.ToString().ToLowerInvariant();

    private static string Describe(PersonChange change) => string.Join(", ", new[]
    {
        change.DisplayName is null ? null : "display name",
        change.Role is { } role ? "role " + NameOf(role) : null,
        change.IsActive switch { true => "let in", false => "let out", null => null },
        change.PasswordHash is null ? null : "password",
        change.Unlock ? "unlocked" : null,
    }.Where(part => part is not null));
}

/// <param name="Role">viewer, operator, approver or administrator.</param>
/// <param name="Password">12 characters at least; left out for somebody who signs in with the identity provider.</param>
/// <param name="Reason">Why; kept with the activity.</param>
public sealed record NewPersonRequest(string? Name, string? DisplayName, string? Role, string? Password, string? Reason);

/// <param name="Role">viewer, operator, approver or administrator.</param>
/// <param name="IsActive">False lets the person in no more; true again.</param>
/// <param name="Unlock">True takes a lock after failed sign-ins away.</param>
/// <param name="Reason">Why; kept with the activity.</param>
public sealed record ChangedPersonRequest(string? DisplayName, string? Role, bool? IsActive, string? Password, bool? Unlock, string? Reason);
