using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;

namespace Settlement.Benchmarks.Chaos;

/// <summary>
/// Clients that submit payments all the time, and send a payment again with the same key until they know what became of it, through
/// broken connections, 503s and whole restarts; where there are several hosts, at the next one when one does not answer. Now and then one sends an old payment once more, which must be answered as known.
/// </summary>
internal sealed class CarefulClients : IAsyncDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(15);
    private static readonly TimeSpan RequestLimit = TimeSpan.FromSeconds(20);

    private readonly SocketsHttpHandler _handler = new() { ConnectTimeout = TimeSpan.FromSeconds(2) };
    private readonly HttpClient _http;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<SubmittedPayment> _answered = new();
    private readonly ConcurrentQueue<string> _wrong = new();
    private readonly ConcurrentDictionary<int, int> _statuses = new();
    private readonly Task _work;
    private volatile Uri[] _addresses;
    private int _preferred;
    private volatile int _round;

    public CarefulClients(Uri address, int seed, int clients)
        : this([address], seed, clients)
    {
    }

    public CarefulClients(IReadOnlyList<Uri> addresses, int seed, int clients)
    {
        _addresses = [.. addresses];
        _http = new HttpClient(_handler) { Timeout = RequestLimit };
        _work = Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(() => WorkAsync(client, seed))));
    }

    public IReadOnlyCollection<SubmittedPayment> Answered => _answered;

    /// <summary>Counts up with every host that did not answer: the one that is asked now.</summary>
    public int Preferred => Volatile.Read(ref _preferred);

    /// <summary>Answers that no client should ever get.</summary>
    public IReadOnlyCollection<string> Wrong => _wrong;

    /// <summary>How often each status was answered; 0 is no answer.</summary>
    public IReadOnlyDictionary<int, int> Statuses => _statuses;

    /// <summary>Whether every 503 said when to come again.</summary>
    public bool EveryUnavailableSaidWhen { get; private set; } = true;

    /// <summary>Where the hosts are from now on.</summary>
    public void Move(int round, params Uri[] addresses) => (_addresses, _round) = (addresses, round);

    /// <summary>Ends the traffic once every payment under way has its answer.</summary>
    public async Task FinishAsync(TimeSpan limit)
    {
        await _stop.CancelAsync();
        await _work.WaitAsync(limit);
    }

    /// <summary>One small RTGS payment beside the others, sent until it is answered; in a currency that they do not use, so that it never waits for liquidity.</summary>
    public async Task<SubmittedPayment> SendProbeAsync(string id, int round)
    {
        var body = $$"""
            {"transaction_id":"{{id}}","amount":0.01,"source_currency":"CHF","destination_currency":"CHF","source_account":"bank_a_001",
             "destination_account":"bank_b_001","counterparty_id":"counterparty_bank_b","idempotency_key":"key-{{id}}","settlement_window":"rtgs"}
            """;
        var (status, sends) = await SendUntilAnsweredAsync(body);
        return new SubmittedPayment(id, body, round, status, sends);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _http.Dispose();
        _handler.Dispose();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task WorkAsync(int client, int seed)
    {
        var maker = new PaymentMaker(unchecked((seed * 1_000) + client), string.Create(CultureInfo.InvariantCulture, $"p{seed}-{client}"));
        SubmittedPayment? last = null;
        while (!_stop.IsCancellationRequested)
        {
            if (last is { IsAccepted: true } && maker.Random.NextDouble() < 0.05)
            {
                var (again, _) = await SendUntilAnsweredAsync(last.Body);
                Expect(again == 200, $"{last.TransactionId} was accepted and then answered {again}");
            }

            var round = _round;
            var (id, body) = maker.Next();
            var (status, sends) = await SendUntilAnsweredAsync(body);
            Expect(status is 202 or 422 || (status == 200 && sends > 1), $"{id} was answered {status} after {sends} sends");
            last = new SubmittedPayment(id, body, round, status, sends);
            _answered.Enqueue(last);
            await Task.Delay(Pace);
        }
    }

    private async Task<(int Status, int Sends)> SendUntilAnsweredAsync(string body)
    {
        for (var sends = 1; ; sends++)
        {
            var status = await SendAsync(body);
            _statuses.AddOrUpdate(status, 1, (_, count) => count + 1);
            if (status is not (0 or 503))
            {
                return (status, sends);
            }

            await Task.Delay(Pace * 4);
        }
    }

    private async Task<int> SendAsync(string body)
    {
        var (addresses, preferred) = (_addresses, Volatile.Read(ref _preferred));
        try
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var answer = await _http.PostAsync(new Uri(addresses[preferred % addresses.Length], "/api/v1/transactions"), content);
            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable && answer.Headers.RetryAfter is null)
            {
                EveryUnavailableSaidWhen = false;
            }

            return (int)answer.StatusCode;
        }
        catch (Exception away) when (away is HttpRequestException or IOException or TaskCanceledException)
        {
            Interlocked.CompareExchange(ref _preferred, preferred + 1, preferred);
            return 0;
        }
    }

    private void Expect(bool holds, string what)
    {
        if (!holds)
        {
            _wrong.Enqueue(what);
        }
    }
}
