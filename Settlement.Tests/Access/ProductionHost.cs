using System.Net;
using Settlement.Tests.EndToEnd;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Access;

/// <summary>A host in production mode with one person per role, named like it.</summary>
public sealed class ProductionHost(PostgresServer server) : IAsyncLifetime
{
    public const string Password = "correct horse battery";

    private SettlementDay? _day;
    private RunningHost? _host;

    internal static (string, string)[] Settings { get; } =
        [("Access:Mode", "production"), ("Access:Administrator:Name", "administrator"), ("Access:Administrator:Password", Password)];

    internal RunningHost Host => _host ?? throw new InvalidOperationException("not started");

    internal SettlementDay Day => _day ?? throw new InvalidOperationException("not started");

    public async ValueTask InitializeAsync()
    {
        _day = await SettlementDay.BeginAsync(server);
        _host = await _day.StartHostAsync(Settings);
        using var administrator = await SignInAsync("administrator");
        foreach (var role in (string[])["viewer", "operator", "approver"])
        {
            (await administrator.PostAsync("/api/v1/people", $$"""{"name":"{{role}}","role":"{{role}}","password":"{{Password}}","reason":"a test needs one"}"""))
                .With(HttpStatusCode.Created);
        }
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

    internal Task<Visitor> SignInAsync(string name) => Visitor.SignInAsync(Host, name, Password);
}
