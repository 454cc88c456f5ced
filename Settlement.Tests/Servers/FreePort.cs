using System.Net;
using System.Net.Sockets;

namespace Settlement.Tests.Servers;

/// <summary>A port that is free now: for what must be told before its listener is there.</summary>
internal static class FreePort
{
    public static int Find()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
