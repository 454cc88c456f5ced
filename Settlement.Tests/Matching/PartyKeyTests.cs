using System.Runtime.Versioning;
using Settlement.Engine.Matching;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Matching;

[UnsupportedOSPlatform("windows")]
public sealed class PartyKeyTests(PostgresServer postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_is_generated_once_in_a_file_that_only_its_owner_may_read()
    {
        await using var world = await MatchingWorld.CreateAsync(postgres);
        await world.Parties().PartiesAsync(["bank/../a"], Cancellation);

        var path = world.Keys.PathOf("bank/../a");

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal(world.Folder["keys"], Path.GetDirectoryName(path));
        var before = await File.ReadAllTextAsync(path, Cancellation);
        await world.Parties().PartiesAsync(["bank/../a"], Cancellation);
        Assert.Equal(before, await File.ReadAllTextAsync(path, Cancellation));
        Assert.Single(Directory.GetFiles(world.Folder["keys"]));
    }

    [Fact]
    public async Task Engines_that_start_together_agree_on_one_key()
    {
        await using var world = await MatchingWorld.CreateAsync(postgres);

        await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(_ => Task.Run(() => world.Parties().PartiesAsync([.. Enumerable.Range(0, 5).Select(Community.Party)], Cancellation), Cancellation)));

        Assert.Equal(5, Directory.GetFiles(world.Folder["keys"]).Length);
    }

    [Theory]
    [InlineData("replaced", "is registered with")]
    [InlineData("deleted", "is missing")]
    [InlineData("garbage", "holds no private key")]
    [InlineData("readable", "0600")]
    public async Task A_key_file_that_does_not_fit_is_a_clear_error(string fault, string message)
    {
        await using var world = await MatchingWorld.CreateAsync(postgres);
        await world.Parties().PartiesAsync(["bank_a"], Cancellation);
        var path = world.Keys.PathOf("bank_a");
        switch (fault)
        {
            case "replaced":
                world.Keys.LoadOrCreate("bank_b").Dispose();
                File.Copy(world.Keys.PathOf("bank_b"), path, overwrite: true);
                break;
            case "deleted":
                File.Delete(path);
                break;
            case "garbage":
                await File.WriteAllTextAsync(path, "nothing", Cancellation);
                break;
            default:
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
                break;
        }

        var error = await Assert.ThrowsAsync<PartyKeyException>(() => world.Parties().PartiesAsync(["bank_a"], Cancellation));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
