using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Settlement.Api.Cli;

namespace Settlement.Api.Servers;

/// <summary>One etcd member on loopback: the protocol is the same as with three, the tolerance of failures is not.</summary>
internal static class EtcdStart
{
    public static Task<OwnServer> StartAsync(string folder, CancellationToken cancellationToken)
    {
        var program = OwnServer.FindProgram("etcd") ?? throw new UserErrorException(
            "etcd is not installed. Debian: apt-get install etcd-server; Fedora: dnf install etcd; macOS: brew install etcd. "
            + "Or name members that run elsewhere in SETTLEMENT_Etcd__Endpoints.");
        return OwnServer.StartAsync(
            "etcd", program, folder,
            port =>
            {
                var client = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
                var peer = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{PeerPort()}");
                return
                [
                    "--name", "own", "--data-dir", Path.Combine(folder, "data"), "--listen-client-urls", client, "--advertise-client-urls", client,
                    "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster", "own=" + peer, "--logger", "zap", "--log-level", "error",
                ];
            },
            cancellationToken);
    }

    private static int PeerPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
