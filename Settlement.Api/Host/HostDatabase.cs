using Settlement.Api.Cli;
using Settlement.Engine.Database;

namespace Settlement.Api.Host;

/// <summary>Opens the database that a host lives on: its own embedded one, or the one that a connection string names.</summary>
internal static class HostDatabase
{
    /// <summary>For a host: starts the embedded server and brings the schema up to date.</summary>
    /// <exception cref="UserErrorException">It cannot be had; the message says why and what to do.</exception>
    internal static Task<SettlementDatabase> OpenAsync(ServeOptions options, TimeProvider clock, CancellationToken cancellationToken) =>
        OpenAsync(SettlementDatabase.OpenAsync, options, clock, cancellationToken);

    /// <summary>For a command that looks at the database beside a host, or while none runs.</summary>
    /// <exception cref="UserErrorException">It cannot be had; the message says why and what to do.</exception>
    internal static Task<SettlementDatabase> AttachAsync(ServeOptions options, TimeProvider clock, CancellationToken cancellationToken) =>
        OpenAsync(SettlementDatabase.AttachAsync, options, clock, cancellationToken);

    private static async Task<SettlementDatabase> OpenAsync(
        Func<DatabaseOptions, TimeProvider, ILoggerFactory, CancellationToken, Task<SettlementDatabase>> open,
        ServeOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        var settings = new ConfigurationBuilder().AddSettlement(options, null).Build().GetDatabaseOptions();
        using var loggers = LoggerFactory.Create(logging => logging.AddQuietConsole(options.Verbose));
        try
        {
            return await open(settings, clock, loggers, cancellationToken);
        }
        catch (DatabaseStartException failure)
        {
            throw new UserErrorException(failure.Message, failure);
        }
    }
}
