using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Settlement.Api.Host;
using Settlement.Engine.Database;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.EndToEnd;

/// <summary>The whole system in this process, on a free port; a test talks to it over HTTP as any client does.</summary>
internal sealed class RunningHost : IAsyncDisposable
{
    /// <summary>No test waits for one thing longer: what takes longer than this on a busy machine does not happen at all.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(25);

    private readonly WebApplication _app;
    private readonly HttpClient _client;

    private RunningHost(WebApplication app)
    {
        _app = app;
        _client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public IServiceProvider Services => _app.Services;

    public Uri Address => _client.BaseAddress!;

    public static Task<RunningHost> StartAsync(
        TestDatabase database, TimeProvider clock, IEnumerable<(string Key, string Value)> settings, HostRoles roles = HostRoles.All) =>
        StartAsync(database.Database, clock, settings, roles);

    public static async Task<RunningHost> StartAsync(
        SettlementDatabase database, TimeProvider clock, IEnumerable<(string Key, string Value)> settings, HostRoles roles = HostRoles.All)
    {
        var all = settings.ToList();
        var with = all.Where(setting => setting.Key == "Host:With").SelectMany(setting => setting.Value.Split(',', StringSplitOptions.RemoveEmptyEntries)).ToList();
        var app = SettlementHost.Build(
            new ServeOptions { Port = all.Where(setting => setting.Key == "Host:Port").Select(setting => int.Parse(setting.Value, CultureInfo.InvariantCulture)).SingleOrDefault(), Roles = roles, With = with }, database, clock,
            all.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        try
        {
            await app.StartAsync(TestContext.Current.CancellationToken);
            return new RunningHost(app);
        }
        catch
        {
            await app.StopAsync(CancellationToken.None);
            await app.DisposeAsync();
            throw;
        }
    }

    public async Task<Answer> GetAsync(string path)
    {
        using var response = await _client.GetAsync(path, TestContext.Current.CancellationToken);
        return await ReadAsync(response);
    }

    public async Task<Answer> PostAsync(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _client.PostAsync(path, content, TestContext.Current.CancellationToken);
        return await ReadAsync(response);
    }

    public async Task<Answer> PutAsync(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _client.PutAsync(path, content, TestContext.Current.CancellationToken);
        return await ReadAsync(response);
    }

    public Task<Answer> SubmitAsync(string body) => PostAsync("/api/v1/transactions", body);

    /// <summary>Submits payments in their order; each must be accepted.</summary>
    public async Task PayAsync(params Transfer[] transfers)
    {
        foreach (var transfer in transfers)
        {
            (await SubmitAsync(transfer.Body)).With(HttpStatusCode.Accepted);
        }
    }

    public async Task FundAsync(string participant, string currency, string amount, string reference) => (await PostAsync(
        $"/api/v1/participants/{participant}/funding",
        $$"""{"currency":"{{currency}}","amount":"{{amount}}","reference":"{{reference}}","reason":"more liquidity"}""")).With(HttpStatusCode.Created);

    public Task<Answer> CloseWindowAsync(string window) =>
        PostAsync($"/api/v1/windows/{window}/close", """{"operator":"j.doe","reason":"closed early"}""");

    public async Task<JsonNode> TransactionAsync(string id) => (await GetAsync("/api/v1/transactions/" + id)).With(HttpStatusCode.OK);

    /// <summary>For payments that came another way than over HTTP.</summary>
    public Task UntilTransactionAppearsAsync(string id) =>
        UntilAsync($"transaction {id} is there", () => GetAsync("/api/v1/transactions/" + id), answer => answer.Status == HttpStatusCode.OK);

    public Task<JsonNode> UntilTransactionAsync(string id, string status) =>
        UntilAsync($"transaction {id} is {status}", () => TransactionAsync(id), transaction => (string?)transaction["status"] == status);

    public async Task UntilSettledAsync(params Transfer[] transfers)
    {
        foreach (var transfer in transfers)
        {
            await UntilTransactionAsync(transfer.Id, "settled");
        }
    }

    public async Task<JsonNode> UntilWindowAsync(string window, string status)
    {
        var answer = await UntilAsync(
            $"window {window} is {status}", () => GetAsync("/api/v1/windows/" + window),
            found => found.Status == HttpStatusCode.OK && (string?)found.Json["status"] == status);
        return answer.Json;
    }

    public async Task<Books> BooksAsync() => new((await GetAsync("/api/v1/ledger/balances")).With(HttpStatusCode.OK));

    /// <summary>The hash chain and the balances are right, nothing is left open, and no money came or went.</summary>
    public async Task<Books> AssertBooksInOrderAsync()
    {
        var verdict = (await GetAsync("/api/v1/ledger/verify")).With(HttpStatusCode.OK);
        Assert.True((bool)verdict["ok"]!, verdict.ToJsonString());
        var books = await BooksAsync();
        books.AssertClosed();
        return books;
    }

    /// <summary>Looks again and again until it is so; fails with what was seen last.</summary>
    public static async Task<T> UntilAsync<T>(string what, Func<Task<T>> look, Func<T, bool> isSo)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var seen = await look();
            if (isSo(seen))
            {
                return seen;
            }

            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, $"waited {Patience.TotalSeconds} s until {what}; seen last: {seen}");
            await Task.Delay(Glance, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    private static async Task<Answer> ReadAsync(HttpResponseMessage response) =>
        new(response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
}
