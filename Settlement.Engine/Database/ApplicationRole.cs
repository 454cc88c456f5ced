using System.Globalization;
using Npgsql;

namespace Settlement.Engine.Database;

/// <summary>
/// The role <c>settlement_app</c> as which the system works: it owns nothing, so append-only tables are closed to it by privilege, not by
/// trigger alone. Migrations run as the owner; <c>grant_application_rights()</c> of schema step 000 says what the role may do.
/// </summary>
internal static class ApplicationRole
{
    public const string Name = "settlement_app";

    /// <summary>Creates role and database of an embedded cluster where they are missing.</summary>
    public static async Task CreateEmbeddedAsync(ClusterFolder folder, int port, CancellationToken cancellationToken)
    {
        await using var connection = ClusterConnection.ForMaintenance(folder, port);
        await connection.OpenAsync(cancellationToken);
        if (!await ExistsAsync(connection, "select exists (select from pg_roles where rolname = $1)", Name, cancellationToken))
        {
            // A statement of this kind takes no parameters; the password is hexadecimal.
            await ExecuteAsync(connection, $"create role {Name} login password '{folder.ApplicationPassword}'", cancellationToken);
        }

        const string FindDatabase = "select exists (select from pg_database where datname = $1)";
        if (!await ExistsAsync(connection, FindDatabase, ClusterConnection.Database, cancellationToken))
        {
            await ExecuteAsync(connection, $"create database {ClusterConnection.Database}", cancellationToken);
        }
    }

    /// <summary>
    /// On a server of the user's own: creates the role, without login, for the connection's user to change into at connect. Returns the
    /// connection that does so; null where the user may not create or use the role, or where a pooler refuses the option.
    /// </summary>
    public static async Task<string?> CreateExternalAsync(string ownerConnectionString, CancellationToken cancellationToken)
    {
        // Whatever is refused here, an administrator may have done before: whether the role can be used is found by using it.
        const string Create = $"""
            do $$
            begin
                if not exists (select from pg_roles where rolname = '{Name}') then
                    create role {Name} nologin;
                end if;
                execute format('grant {Name} to %I', current_user);
            exception
                when insufficient_privilege or duplicate_object or unique_violation then null;
            end
            $$
            """;

        await using (var connection = new NpgsqlConnection(Unpooled(ownerConnectionString)))
        {
            await connection.OpenAsync(cancellationToken);
            await ExecuteAsync(connection, Create, cancellationToken);
        }

        var application = DatabaseConnections.WithOption(ownerConnectionString, "role", Name);
        try
        {
            await using var probe = new NpgsqlConnection(Unpooled(application));
            await probe.OpenAsync(cancellationToken);
            await using var who = new NpgsqlCommand("select current_user::text", probe);
            return (string?)await who.ExecuteScalarAsync(cancellationToken) == Name ? application : null;
        }
        catch (PostgresException refused) when (refused.SqlState
            is PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.InvalidParameterValue or PostgresErrorCodes.ProtocolViolation)
        {
            // In this order: not a member of the role; no such role; a pooler that lets no option through.
            return null;
        }
    }

    private static string Unpooled(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString;

    private static async Task<bool> ExistsAsync(NpgsqlConnection connection, string sql, string name, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = name } } };
        return Convert.ToBoolean(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
