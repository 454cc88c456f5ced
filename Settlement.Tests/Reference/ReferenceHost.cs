using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Settlement.Domain.Reference;
using Settlement.Engine.Database;
using Settlement.Engine.Reference;
using Settlement.Tests.Servers;

namespace Settlement.Tests.Reference;

/// <summary>A host's reference data on a test's database; several on one database stand for several hosts.</summary>
internal sealed class ReferenceHost : IAsyncDisposable
{
    public static readonly ChangeNote Note = new("tester", "a test needs it");

    private readonly ServiceProvider services;

    private ReferenceHost(ServiceProvider services) => this.services = services;

    public IReferenceData Data => services.GetRequiredService<IReferenceData>();

    public ReferenceSnapshot Current => Data.Current;

    public ReferenceChanges Changes => services.GetRequiredService<ReferenceChanges>();

    public ReferenceStore Store => services.GetRequiredService<ReferenceStore>();

    public static async Task<ReferenceHost> StartAsync(
        TestDatabase database, ReferenceSeed seed, CancellationToken cancellationToken, int pollMilliseconds = 60_000)
    {
        var host = new ReferenceHost(
            new ServiceCollection().AddLogging().AddDatabase(database.Database).AddReferenceData(Configuration(seed, pollMilliseconds)).BuildServiceProvider());
        foreach (var service in host.services.GetServices<IHostedService>())
        {
            await service.StartAsync(cancellationToken);
        }

        return host;
    }

    public static IConfiguration Configuration(ReferenceSeed seed, int pollMilliseconds) => new ConfigurationBuilder()
        .AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Reference:Seed"] = seed.ToString(),
            ["Reference:PollMilliseconds"] = pollMilliseconds.ToString(System.Globalization.CultureInfo.InvariantCulture),
        })
        .Build();

    public async ValueTask DisposeAsync()
    {
        foreach (var service in services.GetServices<IHostedService>())
        {
            await service.StopAsync(CancellationToken.None);
        }

        await services.DisposeAsync();
    }
}
