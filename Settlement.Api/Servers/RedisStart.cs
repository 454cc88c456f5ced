using System.Globalization;
using Settlement.Api.Cli;

namespace Settlement.Api.Servers;

/// <summary>Redis with its append-only file, on loopback.</summary>
internal static class RedisStart
{
    public static Task<OwnServer> StartAsync(string folder, CancellationToken cancellationToken)
    {
        var program = OwnServer.FindProgram("redis-server") ?? throw new UserErrorException(
            "Redis is not installed. Debian: apt-get install redis-server; Fedora: dnf install redis; macOS: brew install redis. "
            + "Or name one that runs elsewhere in SETTLEMENT_Redis__Address.");
        return OwnServer.StartAsync(
            "Redis", program, folder,
            port => ["--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", folder, "--appendonly", "yes", "--save", "", "--logfile", "redis.log"],
            cancellationToken);
    }
}
