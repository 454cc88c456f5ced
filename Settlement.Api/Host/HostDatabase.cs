using Settlement.Api.Cli;
using Settlement.Engine.Database;

namespace Settlement.Api.Host;

/// <summary>Opens the database that a host lives on: its own embedded one, or the one that a connection string names.</summary>
internal static class HostDatabase
{
    /// <exception cref="UserErrorException">It cannot be had; the message says why and what to do.</exception>
    internal static async Task<SettlementDatabase> OpenAsync(ServeOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        var settings = new ConfigurationBuilder().AddSettlement(options, null).Build().GetDatabaseOptions();
        using var loggers = LoggerFactory.Create(logging => logging.AddQuietConsole(options.Verbose));
        try
        {
            return await SettlementDatabase.OpenAsync(settings, clock, loggers, cancellationToken);
        }
        catch (DatabaseStartException failure)
        {
            throw new UserErrorException(failure.Message, failure);
        }
    }
}
