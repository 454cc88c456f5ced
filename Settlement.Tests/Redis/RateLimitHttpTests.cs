using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Settlement.Tests.Access;
using Settlement.Tests.EndToEnd;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Redis;

/// <summary>Limits as clients meet them: each API key has its allowance, and who is over it is told when to come again.</summary>
public sealed class RateLimitHttpTests(PostgresServer postgres, RedisFixture redis)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_key_over_its_allowance_gets_429_with_Retry_After_while_other_keys_and_reads_pass(bool overRedis)
    {
        await using var day = await SettlementDay.BeginAsync(postgres);
        var options = await redis.OptionsAsync();
        (string, string)[] server = overRedis ? [("Host:With", "redis"), ("Redis:Address", options.Address), ("Redis:Scope", options.Scope)] : [];
        await using var host = await day.StartHostAsync([.. ProductionHost.Settings, .. server, ("RateLimit:PerSecond", "1"), ("RateLimit:Burst", "2")]);
        using var administrator = await Visitor.SignInAsync(host, "administrator", ProductionHost.Password);
        var (eager, calm) = (await MakeKeyAsync(administrator, "eager"), await MakeKeyAsync(administrator, "calm"));

        // Side by side, so that they come faster than one a second on any machine.
        var answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => SubmitAsync(host, eager, $"limited-{i}")));
        var limited = answers.Where(answer => answer.Status == HttpStatusCode.TooManyRequests).ToList();

        Assert.NotEmpty(limited);
        Assert.InRange(answers.Count(answer => answer.Status == HttpStatusCode.Accepted), 2, 23);
        Assert.Equal(24, limited.Count + answers.Count(answer => answer.Status == HttpStatusCode.Accepted));
        Assert.All(limited, answer => Assert.InRange(answer.RetryAfter, 1, 24));
        Assert.All(limited, answer => Assert.Equal(429, (int)JsonNode.Parse(answer.Body)!["status"]!));
        Assert.Equal(HttpStatusCode.Accepted, (await SubmitAsync(host, calm, "unlimited")).Status);
        using var reader = new Visitor(host, ("X-Api-Key", eager));
        (await reader.GetAsync("/api/v1/windows")).With(HttpStatusCode.OK);
    }

    private static async Task<string> MakeKeyAsync(Visitor administrator, string name)
    {
        var made = (await administrator.PostAsync("/api/v1/keys", $$"""{"name":"{{name}}","scopes":["read","submit"],"reason":"a test"}""")).With(HttpStatusCode.Created);
        return (string)made["secret"]!;
    }

    private static async Task<(HttpStatusCode Status, int RetryAfter, string Body)> SubmitAsync(RunningHost host, string key, string id)
    {
        using var client = new HttpClient();
        using var content = new StringContent(new Transfer(id, Transfer.BankA, Transfer.BankB, 1).Body, Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host.Address, "/api/v1/transactions")) { Content = content };
        request.Headers.Add("X-Api-Key", key);
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer.StatusCode, (int)(answer.Headers.RetryAfter?.Delta?.TotalSeconds ?? 0), await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
