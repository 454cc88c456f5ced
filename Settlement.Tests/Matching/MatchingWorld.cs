using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using Settlement.Domain.Batches;
using Settlement.Engine.Leadership;
using Settlement.Engine.Matching;
using Settlement.Tests.Servers;

namespace Settlement.Tests.Matching;

/// <summary>A database and a key folder of one test, and as many engines on them as it wants.</summary>
internal sealed class MatchingWorld : IAsyncDisposable, IQuarantine
{
    private readonly TestDatabase _database;

    private MatchingWorld(TestDatabase database) => _database = database;

    public TemporaryFolder Folder { get; } = new("settlement-keys");

    public ConcurrentQueue<string> Quarantined { get; } = [];

    public bool QuarantineIsDown { get; set; }

    public NpgsqlDataSource DataSource => _database.DataSource;

    public NpgsqlDataSource Owner => _database.OwnerDataSource;

    public PostgresConsensusLog Log => new(_database.HotDataSource, new EngineIdentity(), TimeProvider.System);

    public VoteEvidenceStore Evidence => new(DataSource, this, TimeProvider.System);

    public PartyKeyFolder Keys => new(Folder["keys"]);

    public static async Task<MatchingWorld> CreateAsync(PostgresServer postgres) => new(await postgres.CreateDatabaseAsync());

    public HostedParties Parties() => new(Keys, Register(), TimeProvider.System);

    public PartyKeyRegister Register() => new(DataSource, TimeProvider.System);

    /// <summary>An engine that has just started: nothing in memory but what it reads.</summary>
    public MatchingStage Stage(IPartyView view, IConsensusLog? log = null, IPartyDirectory? directory = null)
    {
        var options = Options.Create(new MatchingOptions { AnswerTimeoutMilliseconds = 100 });
        log ??= Log;
        return new MatchingStage(
            log,
            new PartyPoll(directory ?? Parties(), view, options, TimeProvider.System, NullLogger<PartyPoll>.Instance),
            new VoteBox(log, Register(), Evidence, TimeProvider.System, NullLogger<VoteBox>.Instance),
            Evidence,
            TimeProvider.System,
            NullLogger<MatchingStage>.Instance);
    }

    /// <summary>A vote with the party's own key, for whatever hash.</summary>
    public PartyVote Sign(PlannedBatch batch, string participant, string planHash)
    {
        using var key = Keys.LoadOrCreate(participant);
        return new PartyVote(
            batch.BatchId, batch.Round, participant, planHash, key.Sign(batch.BatchId, batch.Round, planHash), DateTimeOffset.UnixEpoch);
    }

    public Task QuarantineAsync(string participant, string reason, CancellationToken cancellationToken)
    {
        if (QuarantineIsDown)
        {
            throw new InvalidOperationException("the reference data is away");
        }

        Quarantined.Enqueue(participant);
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        Folder.Dispose();
    }
}
