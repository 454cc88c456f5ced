using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Settlement.Api.Http;
using Settlement.Api.Intake;
using Settlement.Engine.Database;
using Settlement.Engine.Intake;

namespace Settlement.Tests.Intake;

/// <summary>Intake behind the real web server on a free port, over a test's database.</summary>
internal sealed class IntakeHost : IAsyncDisposable
{
    public const string Single = "/api/v1/transactions";
    public const string Batch = "/api/v1/transactions/batch";

    private readonly WebApplication _app;

    private IntakeHost(WebApplication app)
    {
        _app = app;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public HttpClient Client { get; }

    public IOrderedIntakeLog Log => _app.Services.GetRequiredService<IOrderedIntakeLog>();

    public static async Task<IntakeHost> StartAsync(SettlementDatabase database, Action<IServiceCollection>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddApiConventions();
        builder.Services.AddHostFiltering(filter => filter.AllowedHosts = ["*"]);
        builder.Services.AddDatabase(database);
        builder.Services.AddIntake(builder.Configuration);
        builder.Services.AddSingleton<IPaymentDirectory, FixedDirectory>();
        configure?.Invoke(builder.Services);
        var app = builder.Build();
        app.UseApiConventions();
        app.MapIntake();
        await app.StartAsync();
        return new IntakeHost(app);
    }

    public Task<HttpResponseMessage> PostAsync(string body, string path = Single) => PostAsync(Encoding.UTF8.GetBytes(body), path);

    public async Task<HttpResponseMessage> PostAsync(byte[] body, string path = Single, string contentType = "application/json", string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        }

        return await Client.SendAsync(request, Xunit.TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
