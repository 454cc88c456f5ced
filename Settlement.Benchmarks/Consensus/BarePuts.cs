using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using Settlement.Benchmarks.Chaos;

namespace Settlement.Benchmarks.Consensus;

/// <summary>
/// What this machine's disk and etcd give with nothing of this system in between: one flush of a small append, and one put of a small key to the
/// leader, one after the other. A certificate is two transactions: no less than two such puts.
/// </summary>
internal static class BarePuts
{
    /// <summary>As large as an entry of etcd's write-ahead log with a vote in it.</summary>
    private const int FlushedBytes = 2_048;

    public static List<double> Flush(int count)
    {
        var path = Path.Combine(Path.GetTempPath(), $"settlement-flush-{Environment.ProcessId}");
        var block = new byte[FlushedBytes];
        var times = new List<double>(count);
        try
        {
            using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);

            // etcd allocates its log beforehand as well: a flush then writes the block alone.
            file.Write(new byte[FlushedBytes * count]);
            file.Flush(flushToDisk: true);
            file.Position = 0;
            for (var number = 0; number < count; number++)
            {
                var started = Stopwatch.GetTimestamp();
                file.Write(block);
                file.Flush(flushToDisk: true);
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }
        }
        finally
        {
            File.Delete(path);
        }

        return times;
    }

    public static async Task<List<double>> PutAsync(EtcdCluster cluster, int count, CancellationToken stopped)
    {
        var leader = await cluster.FindLeaderAsync() ?? throw new InvalidOperationException("the cluster has no leader");
        using var client = new HttpClient();
        var address = new Uri(cluster.AddressOf(leader) + "/v3/kv/put");
        var value = Convert.ToBase64String(new byte[260]);
        var times = new List<double>(count);
        for (var number = -50; number < count; number++)
        {
            var key = Convert.ToBase64String(Encoding.UTF8.GetBytes($"bare/{number}"));
            using var content = new StringContent($$"""{"key":"{{key}}","value":"{{value}}"}""", new MediaTypeHeaderValue("application/json"));
            var started = Stopwatch.GetTimestamp();
            using var answer = await client.PostAsync(address, content, stopped);
            answer.EnsureSuccessStatusCode();
            await answer.Content.ReadAsByteArrayAsync(stopped);
            if (number >= 0)
            {
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }
        }

        return times;
    }
}
