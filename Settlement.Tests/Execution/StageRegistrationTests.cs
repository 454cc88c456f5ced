using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Settlement.Engine.Database;
using Settlement.Engine.Execution;
using Settlement.Engine.Execution.Simulation;
using Settlement.Engine.Matching;
using Settlement.Tests.Matching;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Execution;

public sealed class StageRegistrationTests(PostgresServer postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_registered_stages_match_and_execute_with_the_configured_faults()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        using var folder = new TemporaryFolder("settlement-registration");
        var batch = Community.Ring("registered", parties: 4, payments: 8);
        await using var provider = Services(
                database,
                ("Database:DataFolder", folder.Path),
                ("Execution:Regions", "north, south"),
                ("Execution:Faults:Outages:0:Region", "north"),
                ("Execution:Faults:Blocked:bank_00", "account_blocked"))
            .AddSingleton(Community.ViewOf(batch)).BuildServiceProvider();

        var matched = await provider.GetRequiredService<IMatchingStage>().MatchAsync(batch, Cancellation);
        var executed = await provider.GetRequiredService<IExecutionStage>().ExecuteAsync(batch, Cancellation);

        Assert.NotNull(matched.Certificate);
        Assert.Equal(4, Directory.GetFiles(folder["keys"]).Length);
        Assert.Equal("north south", string.Join(' ', provider.GetServices<IRail>().Select(rail => rail.Region)));
        Assert.Equal("bank_00 account_blocked", $"{Assert.Single(executed.Failed).Participant} {executed.Failed[0].Code}");
    }

    [Theory]
    [InlineData("Execution:Regions", "eu,eu")]
    [InlineData("Execution:Regions", ",")]
    [InlineData("Execution:MaxRefusals", "0")]
    [InlineData("Execution:MaxDelayMilliseconds", "10")]
    [InlineData("Execution:Faults:LostAfterRate", "1.5")]
    [InlineData("Matching:AnswerTimeoutMilliseconds", "1")]
    public async Task Settings_out_of_range_stop_the_start(string key, string value)
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await using var provider = Services(database, (key, value)).BuildServiceProvider();

        Assert.ThrowsAny<OptionsValidationException>(() => provider.GetRequiredService<IStartupValidator>().Validate());
    }

    [Fact]
    public void Faults_that_exceed_certainty_together_are_refused()
    {
        var plan = new FaultPlan { TransientRefusalRate = 0.5, LostBeforeRate = 0.3, LostAfterRate = 0.3 };

        Assert.Single(plan.Validate(new System.ComponentModel.DataAnnotations.ValidationContext(plan)));
    }

    private static IServiceCollection Services(TestDatabase database, params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Key, setting.Value))).Build();
        return new ServiceCollection().AddLogging().AddDatabase(database.Database).AddSingleton<IQuarantine, NoQuarantine>()
            .AddMatching(configuration).AddExecution(configuration);
    }

    private sealed class NoQuarantine : IQuarantine
    {
        public Task QuarantineAsync(string participant, string reason, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
