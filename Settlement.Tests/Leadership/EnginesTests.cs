using System.Text.Json.Nodes;
using Settlement.Engine.Leadership;
using Settlement.Tests.EndToEnd;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Leadership;

/// <summary>Two engines on one database, as REST shows them.</summary>
public sealed class EnginesTests(PostgresServer server)
{
    private static readonly int All = Duties.Single.Count + Duties.BatchShards;

    [Fact]
    public async Task Engines_share_the_duties_and_one_that_stops_gives_them_back_at_once()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using var first = await day.StartHostAsync();
        await UntilAsync(first, "the first engine has every duty", leases => leases.Length == 1 && leases[0] == All);
        await using (var second = await day.StartHostAsync())
        {
            await UntilAsync(second, "each has its share", leases => leases.Sum() == All && leases.Length == 2 && leases[0] <= Duties.ShareOf(2));

            // Both work on, under whichever engine's term: a payment settles that either of them was given.
            await second.PayAsync(new Transfer("shared", Transfer.BankA, Transfer.BankB, 10m));
            await first.UntilTransactionAsync("shared", "settled");
        }

        await UntilAsync(first, "the first engine has every duty again", leases => leases.Length == 1 && leases[0] == All);
        var view = (await first.GetAsync("/api/v1/engines")).Json;
        Assert.Equal(["live", "stopped"], view["items"]!.AsArray().Select(engine => (string)engine!["status"]!).Order(StringComparer.Ordinal));
        Assert.All(view["leases"]!.AsArray(), lease => Assert.True((long)lease!["token"]! >= 1 && (long)lease["terms"]! >= 1, lease.ToJsonString()));
        await first.AssertBooksInOrderAsync();
    }

    [Theory]
    [InlineData(3_000, 1_001, LeaseKeeping.Postgres, "RenewMilliseconds")]
    [InlineData(2_500, 500, LeaseKeeping.Etcd, "TimeToLiveMilliseconds")]
    [InlineData(1_000, 300, LeaseKeeping.Etcd, "TimeToLiveMilliseconds")]
    public void A_lease_that_could_not_be_kept_is_refused_at_the_start(int timeToLive, int renew, LeaseKeeping keeping, string named)
    {
        var options = new LeadershipOptions { TimeToLiveMilliseconds = timeToLive, RenewMilliseconds = renew, Leases = keeping };

        Assert.Contains(options.Validate(new(options)), fault => fault.MemberNames.Contains(named));
    }

    private static Task UntilAsync(RunningHost host, string what, Func<int[], bool> holds) => RunningHost.UntilAsync(
        what, () => host.GetAsync("/api/v1/engines"), answer => holds(Held(answer.Json)));

    /// <summary>How many leases each engine holds that holds any.</summary>
    private static int[] Held(JsonNode view) =>
        [.. view["items"]!.AsArray().Select(engine => engine!["leases"]!.AsArray().Count).Where(count => count > 0).OrderDescending()];
}
