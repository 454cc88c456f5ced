using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Settlement.Domain.Access;
using Settlement.Engine.Access.OpenId;

namespace Settlement.Engine.Access;

/// <summary>
/// At the start: demo mode makes the demo people on a database without people of its own; production mode refuses demo people, and makes the first
/// administrator where nobody has an account.
/// </summary>
public sealed partial class FirstPeople(
    NpgsqlDataSource source, PeopleStore people, Passwords passwords, AccessPolicy policy, IOptions<OpenIdOptions> openId, ILogger<FirstPeople> logger) : IHostedService
{
    private const string CountSql = "select count(*) filter (where not is_demo), count(*) filter (where is_demo and is_active) from people";

    private const string DisableSql = """
        with disabled as (update people set is_active = false where is_demo and is_active returning person_id)
        update sessions set ended_at = now() where ended_at is null and person_id in (select person_id from disabled)
        """;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var (own, demo) = await CountAsync(cancellationToken);
        if (policy.IsDemo)
        {
            if (own + demo == 0)
            {
                await AddDemoPeopleAsync(cancellationToken);
            }

            return;
        }

        if (demo > 0)
        {
            await RemoveDemoPeopleAsync(demo, cancellationToken);
        }

        if (own == 0)
        {
            await AddAdministratorAsync(cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task AddDemoPeopleAsync(CancellationToken cancellationToken)
    {
        foreach (var (name, displayName, role) in DemoPeople.All)
        {
            await people.AddAsync(name, displayName, role, DemoPeople.PasswordHash, true, "start", null, cancellationToken);
        }
    }

    private async Task RemoveDemoPeopleAsync(long count, CancellationToken cancellationToken)
    {
        if (!policy.Options.RemoveDemoPeople)
        {
            throw new AccessRefusedException(
                $"production mode does not start on a database with demo people ({count} of them, whose password everybody knows). "
                + "Use a database of its own, or set SETTLEMENT_Access__RemoveDemoPeople=true for one start: it disables them.");
        }

        await using var command = source.CreateCommand(DisableSql);
        await command.ExecuteNonQueryAsync(cancellationToken);
        LogRemoved(count);
    }

    private async Task AddAdministratorAsync(CancellationToken cancellationToken)
    {
        var first = policy.Options.Administrator;
        if (first.Name is null && openId.Value.IsConfigured)
        {
            return;
        }

        if (string.IsNullOrWhiteSpace(first.Name) || first.Password is null)
        {
            throw new AccessRefusedException(
                "production mode needs somebody who can sign in: set SETTLEMENT_Access__Administrator__Name and SETTLEMENT_Access__Administrator__Password "
                + "for the first start, or configure OpenID Connect (docs/ACCESS.md).");
        }

        if (Passwords.Objection(first.Password, first.Name) is { } objection)
        {
            throw new AccessRefusedException($"Access:Administrator:Password cannot be used: {objection}");
        }

        if (!PersonRules.IsName(first.Name))
        {
            throw new AccessRefusedException($"Access:Administrator:Name cannot be used: {PersonRules.NameRule}");
        }

        var hash = await passwords.HashAsync(first.Password, cancellationToken);
        if (await people.AddAsync(first.Name, first.Name, Role.Administrator, hash, false, "start", null, cancellationToken) is null)
        {
            if (await people.FindAsync(first.Name, cancellationToken) is { IsDemo: false })
            {
                // Another host that starts at the same time was faster.
                return;
            }

            throw new AccessRefusedException(
                $"Access:Administrator:Name cannot be used: there is a disabled demo person named {first.Name}; choose another name.");
        }

        LogAdministrator(first.Name);
    }

    private async Task<(long Own, long Demo)> CountAsync(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(CountSql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} demo people were disabled")]
    private partial void LogRemoved(long count);

    [LoggerMessage(Level = LogLevel.Information, Message = "The first administrator is {Name}; take the password out of the configuration now")]
    private partial void LogAdministrator(string name);
}
