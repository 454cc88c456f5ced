using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Settlement.Engine.Database;

namespace Settlement.Benchmarks.Chaos;

/// <summary>
/// A whole deployment on this machine, every part a process of its own: PostgreSQL, what else it is asked to have (<see cref="ChaosParts"/>), one API and
/// two engines, under traffic. What a fault ends, <see cref="HealAsync"/> starts again.
/// </summary>
internal sealed class ChaosSystem : IAsyncDisposable
{
    public const int Engines = 2;

    private static readonly TimeSpan ServeLimit = TimeSpan.FromSeconds(60);

    private readonly ChaosFolder _folder;
    private readonly HostProcess?[] _engines = new HostProcess?[Engines];
    private readonly int _seed;
    private readonly string _cacheFolder;
    private int _clientCount;
    private HostProcess? _api;

    private ChaosSystem(ChaosFolder folder, int seed, string cacheFolder) => (_folder, _seed, _cacheFolder) = (folder, seed, cacheFolder);

    public SettlementDatabase Database { get; private set; } = null!;

    public ChaosServers Servers { get; private set; } = null!;

    public NpgsqlDataSource Source { get; private set; } = null!;

    public CarefulClients Clients { get; private set; } = null!;

    public Operator Operator { get; } = new();

    /// <summary>Where the database's files are, and whether that disk can be filled.</summary>
    public ChaosFolder Folder => _folder;

    public HostProcess Api => _api ?? throw new InvalidOperationException("the API does not run");

    public static async Task<ChaosSystem> StartAsync(int seed, int clients, string cacheFolder, ChaosParts parts, bool smallDisk = false)
    {
        var system = new ChaosSystem(await ChaosFolder.CreateAsync(smallDisk), seed, cacheFolder);
        try
        {
            await system.StartPartsAsync(parts, clients);
            return system;
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    /// <summary>The engine's process that has a lease, and its number; null while nobody has it.</summary>
    public async Task<int?> FindHolderAsync(string lease)
    {
        try
        {
            await using var command = Source.CreateCommand("""
                select e.process_id from fences f join engines e on e.engine_id = f.holder and e.stopped_at is null where f.lease = $1
                """);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = lease });
            var process = (int?)await command.ExecuteScalarAsync();
            var number = Array.FindIndex(_engines, engine => engine is { HasExited: false } && engine.ProcessId == process);
            return number < 0 ? null : number;
        }
        catch (NpgsqlException)
        {
            return null;
        }
    }

    public HostProcess EngineOf(int number) => _engines[number] ?? throw new InvalidOperationException($"engine {number} does not run");

    /// <summary>Starts whatever does not run.</summary>
    public async Task HealAsync(int round)
    {
        for (var number = 0; number < Engines; number++)
        {
            Servers.Reconnect(number);
            if (_engines[number] is null or { HasExited: true })
            {
                _engines[number]?.Dispose();
                _engines[number] = null;
                _engines[number] = await StartHostAsync("engine", number);
            }
        }

        if (_api is null or { HasExited: true })
        {
            _api?.Dispose();
            _api = null;
            _api = await StartHostAsync("api", null);
            Clients?.Move(_api.Address, round);
            Operator.Address = _api.Address;
        }
    }

    /// <summary>Null when everything that was accepted has gone as far as it can without another cut-off; else what is under way.</summary>
    /// <param name="answered">Of these every accepted one must have been read from the log, wherever that is.</param>
    public async Task<string?> FindUnderWayAsync(bool windowsMayHold, IReadOnlyCollection<SubmittedPayment> answered)
    {
        try
        {
            return await FindUnreadAsync(answered) ?? await Operator.FindUnderWayAsync(windowsMayHold);
        }
        catch (Exception away) when (away is HttpRequestException or IOException or TaskCanceledException or NpgsqlException)
        {
            return away.Message;
        }
    }

    /// <summary>Which of these payments have come to their end, and when, as this process's clock counts.</summary>
    public async Task<IReadOnlyList<(string TransactionId, long At)>> FindFinalAsync(string[] transactionIds)
    {
        try
        {
            await using var command = Source.CreateCommand("""
                select transaction_id, extract(epoch from clock_timestamp() - updated_at)::float8 from transactions where transaction_id = any($1) and not is_open
                """);
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = transactionIds });
            var final = new List<(string, long)>();
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                // Looking may come late, as when every probe waits behind the fault's end: the saga knows when it was settled.
                final.Add((reader.GetString(0), Stopwatch.GetTimestamp() - (long)(Math.Max(0, reader.GetDouble(1)) * Stopwatch.Frequency)));
            }

            return final;
        }
        catch (NpgsqlException)
        {
            // The database is what was killed.
            return [];
        }
    }

    /// <summary>Where a payment and what comes before it are, for a failure's message.</summary>
    public async Task<string> DescribeAsync(string transactionId)
    {
        try
        {
            await using var command = Source.CreateCommand("""
                select concat_ws(' ', 'the payment is', coalesce((select state || ' at ' || position from transactions where transaction_id = $1), 'without a saga'),
                    'the log is read to', (select max(position) from engine_progress), 'of', (select max(position) from intake_log),
                    (select string_agg(state || ' ' || n, ', ') from (select state, count(*) n from batches where is_open group by state) b),
                    (select string_agg(lease || ' ' || token || ' ' || holder, ', ') from fences))
                """);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = transactionId });
            return (string)(await command.ExecuteScalarAsync())!;
        }
        catch (NpgsqlException away)
        {
            return away.Message;
        }
    }

    /// <summary>Open windows that hold payments.</summary>
    public async Task<IReadOnlyList<string>> UsedWindowsAsync()
    {
        await using var command = Source.CreateCommand("""
            select array(select distinct t.window_id from transactions t join windows w using (window_id) where t.is_open and w.state = 'Open' order by 1)
            """);
        return (string[])(await command.ExecuteScalarAsync())!;
    }

    /// <summary>New clients in place of those that have finished, with payments of their own.</summary>
    public async Task ResumeTrafficAsync(int round)
    {
        await Clients.DisposeAsync();
        Clients = new CarefulClients(Api.Address, unchecked((_seed * 31) + round), _clientCount);
    }

    /// <summary>Lines that name a bug in any of the programs.</summary>
    public string? FindError() => _engines.Append(_api).OfType<HostProcess>().SelectMany(host => host.Errors).FirstOrDefault();

    public string Logs() => string.Join("\n", _engines.Append(_api).OfType<HostProcess>().Select(host => host.Log));

    public async ValueTask DisposeAsync()
    {
        if (Clients is not null)
        {
            await Clients.DisposeAsync();
        }

        Operator.Dispose();
        foreach (var host in _engines.Append(_api))
        {
            host?.Dispose();
        }

        if (Servers is not null)
        {
            await Servers.DisposeAsync();
        }

        if (Source is not null)
        {
            await Source.DisposeAsync();
        }

        if (Database is not null)
        {
            await Database.DisposeAsync();
        }

        await _folder.DisposeAsync();
    }

    private async Task StartPartsAsync(ChaosParts parts, int clients)
    {
        Database = await SettlementDatabase.OpenAsync(
            new DatabaseOptions
            {
                DataFolder = _folder.Path, CacheFolder = _cacheFolder,
                Settings = { ["shared_buffers"] = "64MB", ["min_wal_size"] = "64MB", ["max_wal_size"] = "128MB", ["max_connections"] = "300" },
            },
            TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        Source = NpgsqlDataSource.Create(Database.OwnerConnectionString);
        Servers = await ChaosServers.StartAsync(parts, Engines);
        await HealAsync(0);
        _clientCount = clients;
        Clients = new CarefulClients(Api.Address, _seed, clients);
        await Deadline.UntilAsync(
            async () => await FindHolderAsync("planning") is not null && Clients.Answered.Count(payment => payment.IsAccepted) > clients, ServeLimit, () => $"the system does not come up\n{Logs()}");
    }

    /// <summary>One payment that no engine has read yet; null: none.</summary>
    private async Task<string?> FindUnreadAsync(IReadOnlyCollection<SubmittedPayment> answered)
    {
        await using var command = Source.CreateCommand("""
            select a.id from unnest($1) as a (id) left join transactions t on t.transaction_id = a.id where t.id is null limit 1
            """);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. answered.Where(payment => payment.IsAccepted).Select(payment => payment.TransactionId)] });
        return await command.ExecuteScalarAsync() is string unread ? $"{unread} was accepted and has no saga" : null;
    }

    private Task<HostProcess> StartHostAsync(string role, int? engine)
    {
        // After a fault one batch holds hundreds of wires: of those one in a hundred would be refused for good, and the batch begun anew three times over.
        var common = HostSettings.Of(_seed, _cacheFolder, finalRefusalRate: "0.001");
        common["Reference__Seed"] = "Demo";
        common["Database__ConnectionString"] = Database.OwnerConnectionString;
        common["Matching__KeyFolder"] = System.IO.Path.Combine(_folder.Path, "keys");
        return HostProcess.StartAsync(["--roles", role, "--data", _folder.Path, .. Servers.Arguments()], common.Concat(Servers.Settings(engine)));
    }
}
