using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Settlement.Api.Host;
using Settlement.Api.Servers;
using Settlement.Engine.Kafka;

namespace Settlement.Api.Cli;

/// <summary><c>./run</c>: starts the system and stays until it is asked to stop.</summary>
internal static class ServeCommand
{
    private const int StoppedByItself = 1;

    internal static Command Create() => new(
        "serve",
        "Starts the whole system on this machine: the API, the engine and the operations console.",
        [
            CommandOption.Number("port", "8000", "port to listen on; 0 takes a free one", 0, 65_535),
            CommandOption.Text("data", ".data", "folder of the embedded database"),
            CommandOption.Words("with", "servers to use instead of the database's own parts", "kafka", "redis", "etcd"),
            CommandOption.Words("roles", "what this process does; everything by default", "api", "engine", "console"),
            CommandOption.Text("listen", "localhost", "address to listen on"),
            CommandOption.Flag("verbose", "logs more, and stack traces"),
        ],
        RunAsync);

    private static async Task<int> RunAsync(CommandInput input, CancellationToken stopped)
    {
        var options = ServeOptions.From(input, HostConfiguration.Read());
        EnsurePortIsFree(options);
        try
        {
            await using var servers = await OwnServers.StartAsync(options, HostConfiguration.Read(), stopped);
            await using var database = await HostDatabase.OpenAsync(options, TimeProvider.System, stopped);
            await using var app = SettlementHost.Build(options, database, TimeProvider.System, servers.Settings);
            await StartAsync(app, options, stopped);
            await Console.Out.WriteAsync(servers.Describe());
            await Console.Out.WriteLineAsync(StartBlock.Describe(app, options));
            await app.WaitForShutdownAsync(stopped);
        }
        catch (OperationCanceledException) when (stopped.IsCancellationRequested)
        {
            // Asked to stop while starting: as clean a stop as later.
        }

        return stopped.IsCancellationRequested ? 0 : StoppedByItself;
    }

    private static async Task StartAsync(WebApplication app, ServeOptions options, CancellationToken stopped)
    {
        try
        {
            await app.StartAsync(stopped);
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            throw PortBusy(options, exception);
        }
        catch (Exception refused) when (refused is KafkaSetupException or OptionsValidationException)
        {
            throw new UserErrorException(refused.Message, refused);
        }
    }

    /// <summary>Asks first, because the database takes seconds to start and the port is bound last.</summary>
    private static void EnsurePortIsFree(ServeOptions options)
    {
        if (options.Port == 0)
        {
            return;
        }

        using var listener = new TcpListener(new IPEndPoint(options.Address, options.Port));
        try
        {
            listener.Start();
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.AddressAlreadyInUse)
        {
            throw PortBusy(options, exception);
        }
        catch (SocketException exception)
        {
            throw new UserErrorException($"cannot listen on {options.Listen} port {options.Port}: {exception.Message}.", exception);
        }
    }

    private static UserErrorException PortBusy(ServeOptions options, Exception cause) =>
        new($"port {options.Port} is taken by another program; choose another with --port, or --port 0 for any free one.", cause);
}
