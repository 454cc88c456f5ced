using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.EndToEnd;

/// <summary>One host for the tests of a class that do not get in each other's way: each uses transaction ids of its own.</summary>
public sealed class SharedHost(PostgresServer server) : IAsyncLifetime
{
    private SettlementDay? _day;
    private RunningHost? _host;

    internal RunningHost Host => _host ?? throw new InvalidOperationException("not started");

    public async ValueTask InitializeAsync()
    {
        _day = await SettlementDay.BeginAsync(server);
        _host = await _day.StartHostAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        if (_day is not null)
        {
            await _day.DisposeAsync();
        }
    }
}
