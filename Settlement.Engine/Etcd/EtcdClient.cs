using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;

namespace Settlement.Engine.Etcd;

/// <summary>
/// etcd v3 over its JSON gateway. Calls go to one member, the leader where it is known, until it fails, then to the next, for a bounded time; every call
/// here may be sent twice without harm, so an answer that was lost is asked for again.
/// </summary>
public sealed class EtcdClient : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

    private readonly EtcdOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;
    private readonly Uri[] _members;
    private readonly X509Certificate2Collection _authorities = [];
    private int _present;
    private ulong _soughtTerm;
    private string? _token;

    public EtcdClient(IOptions<EtcdOptions> options, TimeProvider time)
    {
        _options = options.Value;
        _time = time;
        _members = [.. _options.EndpointList().Select(endpoint => new Uri(endpoint, UriKind.Absolute))];
        _http = new HttpClient(Handler(), disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>What every key of this system begins with.</summary>
    public string Prefix => _options.Prefix;

    public void Dispose() => _http.Dispose();

    /// <summary>The version of the member that answers, and whether the cluster has a leader.</summary>
    /// <exception cref="EtcdUnavailableException">None does.</exception>
    public async Task<(string Version, bool HasLeader, long DatabaseBytes)> StatusAsync(CancellationToken cancellationToken)
    {
        var status = await CallAsync("v3/maintenance/status", new EtcdNothing(), EtcdJson.Default.EtcdNothing, EtcdJson.Default.EtcdStatus, cancellationToken)
            .ConfigureAwait(false);
        return (status.Version, status.Leader != 0, status.DbSize);
    }

    internal Task<EtcdRangeAnswer> RangeAsync(EtcdRange range, CancellationToken cancellationToken) =>
        CallAsync("v3/kv/range", range, EtcdJson.Default.EtcdRange, EtcdJson.Default.EtcdRangeAnswer, cancellationToken);

    internal async Task<EtcdTransactionAnswer> TransactAsync(EtcdTransaction transaction, CancellationToken cancellationToken)
    {
        var answer = await CallAsync("v3/kv/txn", transaction, EtcdJson.Default.EtcdTransaction, EtcdJson.Default.EtcdTransactionAnswer, cancellationToken)
            .ConfigureAwait(false);
        if (answer.Header is { RaftTerm: var term and > 0 } && Interlocked.Exchange(ref _soughtTerm, term) != term)
        {
            // Beside the calls, which go on meanwhile wherever they go.
            _ = Task.Run(SeekLeaderAsync, CancellationToken.None);
        }

        return answer;
    }

    internal async Task<long> GrantAsync(long seconds, CancellationToken cancellationToken) =>
        (await CallAsync("v3/lease/grant", new EtcdGrant(seconds), EtcdJson.Default.EtcdGrant, EtcdJson.Default.EtcdLeaseAnswer, cancellationToken)
            .ConfigureAwait(false)).Id;

    /// <returns>False when the lease has run out.</returns>
    internal async Task<bool> KeepAliveAsync(long lease, CancellationToken cancellationToken)
    {
        var answer = await CallAsync(
            "v3/lease/keepalive", new EtcdLeaseId(lease), EtcdJson.Default.EtcdLeaseId, EtcdJson.Default.EtcdStreamedEtcdLeaseAnswer, cancellationToken)
            .ConfigureAwait(false);
        return answer.Result?.Seconds > 0;
    }

    /// <summary>Ends a lease and deletes its keys; one that is gone already is no error.</summary>
    internal async Task RevokeAsync(long lease, CancellationToken cancellationToken)
    {
        try
        {
            await CallAsync("v3/lease/revoke", new EtcdLeaseId(lease), EtcdJson.Default.EtcdLeaseId, EtcdJson.Default.EtcdLeaseAnswer, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (EtcdRefusedException gone) when (gone.Code == EtcdRefusedException.NotFound)
        {
            // It ran out.
        }
    }

    /// <summary>What changes from a revision on, as it happens. Ends when the member ends the stream; the caller begins again where it stopped.</summary>
    internal async IAsyncEnumerable<EtcdWatchAnswer> WatchAsync(
        byte[] key, byte[] rangeEnd, long startRevision, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = Request(_members[_present % _members.Length], "v3/watch");
        request.Content = JsonContent.Create(new EtcdWatchRequest(new EtcdWatchCreation(key, rangeEnd, startRevision)), EtcdJson.Default.EtcdWatchRequest);
        var member = _present;
        HttpResponseMessage answer;
        try
        {
            answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException away)
        {
            Next(member);
            throw new EtcdUnavailableException("a watch could not be begun", away);
        }

        using (answer)
        {
            if (!answer.IsSuccessStatusCode)
            {
                Next(member);
                throw new EtcdUnavailableException($"a watch was answered {(int)answer.StatusCode}");
            }

            using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));
            while (await lines.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
            {
                if (JsonSerializer.Deserialize(line, EtcdJson.Default.EtcdStreamedEtcdWatchAnswer)?.Result is not { } result)
                {
                    Next(member);
                    yield break;
                }

                yield return result;
            }
        }

        Next(member);
    }

    private async Task<TAnswer> CallAsync<TRequest, TAnswer>(
        string path, TRequest request, JsonTypeInfo<TRequest> requestType, JsonTypeInfo<TAnswer> answerType, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        var pause = FirstPause;
        for (var attempt = 1; ; attempt++)
        {
            var member = _present;
            try
            {
                return await AskAsync(_members[member % _members.Length], path, request, requestType, answerType, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception away) when (away is HttpRequestException or IOException or JsonException or OperationCanceledException)
            {
                // Also when the caller gives up: a member that does not answer must not be the first one that the next call asks.
                Next(member);
                cancellationToken.ThrowIfCancellationRequested();
                if (_time.GetElapsedTime(started).TotalMilliseconds >= _options.CallTimeoutMilliseconds)
                {
                    throw new EtcdUnavailableException($"etcd did not answer within {_options.CallTimeoutMilliseconds} ms, {attempt} attempts", away);
                }
            }

            // A round over all members without an answer: there is no leader yet.
            if (attempt % _members.Length == 0)
            {
                await Task.Delay(pause, _time, cancellationToken).ConfigureAwait(false);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    private async Task<TAnswer> AskAsync<TRequest, TAnswer>(
        Uri member, string path, TRequest request, JsonTypeInfo<TRequest> requestType, JsonTypeInfo<TAnswer> answerType, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_options.RequestTimeoutMilliseconds);
        if (_options.User.Length > 0 && _token is null)
        {
            await SignInAsync(member, limit.Token).ConfigureAwait(false);
        }

        using var message = Request(member, path);
        message.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(request, requestType));
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var answer = await _http.SendAsync(message, limit.Token).ConfigureAwait(false);
        var body = await answer.Content.ReadAsByteArrayAsync(limit.Token).ConfigureAwait(false);
        if (answer.IsSuccessStatusCode)
        {
            return JsonSerializer.Deserialize(body, answerType) ?? throw new JsonException("etcd answered null");
        }

        throw Failure(answer.StatusCode, body);
    }

    /// <summary>Once in every term: a follower would only pass a write on to the leader, and learn of its commit one message later.</summary>
    private async Task SeekLeaderAsync()
    {
        for (var member = 0; member < _members.Length; member++)
        {
            try
            {
                var status = await AskAsync(
                    _members[member], "v3/maintenance/status", new EtcdNothing(), EtcdJson.Default.EtcdNothing, EtcdJson.Default.EtcdStatus, CancellationToken.None)
                    .ConfigureAwait(false);
                if (status.Header is { MemberId: var id } && id == status.Leader)
                {
                    if (Interlocked.Exchange(ref _present, member) != member)
                    {
                        _token = null;
                    }

                    return;
                }
            }
            catch (Exception away) when (away is HttpRequestException or IOException or JsonException or OperationCanceledException or EtcdRefusedException or ObjectDisposedException)
            {
                // It does not lead, or the client stops.
            }
        }
    }

    private async Task SignInAsync(Uri member, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(member, "v3/auth/authenticate"));
        message.Content = JsonContent.Create(new EtcdCredentials(_options.User, _options.Password), EtcdJson.Default.EtcdCredentials);
        using var answer = await _http.SendAsync(message, cancellationToken).ConfigureAwait(false);
        var body = await answer.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        _token = answer.IsSuccessStatusCode
            ? JsonSerializer.Deserialize(body, EtcdJson.Default.EtcdToken)?.Token
            : throw Failure(answer.StatusCode, body);
    }

    /// <summary>An error that another member, or the same one later, may not have, as an outage; any other as a refusal.</summary>
    private Exception Failure(HttpStatusCode status, byte[] body)
    {
        const int DeadlineExceeded = 4, ResourceExhausted = 8, Unavailable = 14, Unauthenticated = 16;
        EtcdError? error = null;
        try
        {
            error = JsonSerializer.Deserialize(body, EtcdJson.Default.EtcdError);
        }
        catch (JsonException)
        {
            if (status is HttpStatusCode.BadRequest or HttpStatusCode.Forbidden or HttpStatusCode.NotFound)
            {
                // Plain text: etcd's own where its gateway refuses before it asks, such as a client certificate with a common name beside a password; or a proxy's page.
                return new EtcdRefusedException(0, Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 200))).Trim());
            }
        }

        if (error?.Code is Unauthenticated || status == HttpStatusCode.Unauthorized)
        {
            // A token lasts five minutes unless it is used, and only on the member that gave it.
            _token = null;
            return new IOException("etcd wants a new sign-in");
        }

        return error is null or { Code: DeadlineExceeded or ResourceExhausted or Unavailable or 0 } || (int)status >= 500
            ? new IOException($"etcd answered {(int)status}: {error?.Message}")
            : new EtcdRefusedException(error.Code, error.Message ?? "without a reason");
    }

    private HttpRequestMessage Request(Uri member, string path)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, new Uri(member, path));
        if (_token is { } token)
        {
            message.Headers.TryAddWithoutValidation("Authorization", token);
        }

        return message;
    }

    /// <summary>The next member, unless another call has moved on already.</summary>
    private void Next(int from)
    {
        if (Interlocked.CompareExchange(ref _present, (from + 1) % _members.Length, from) == from)
        {
            _token = null;
        }
    }

    private SocketsHttpHandler Handler()
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromMilliseconds(_options.ConnectTimeoutMilliseconds),
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
            UseProxy = false,
        };
        if (_options.CaFile.Length > 0)
        {
            _authorities.ImportFromPemFile(_options.CaFile);
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            handler.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(_authorities);
        }

        if (_options.CertificateFile.Length > 0)
        {
            handler.SslOptions.ClientCertificateContext = SslStreamCertificateContext.Create(
                X509Certificate2.CreateFromPemFile(_options.CertificateFile, _options.KeyFile), additionalCertificates: null);
        }

        return handler;
    }
}
