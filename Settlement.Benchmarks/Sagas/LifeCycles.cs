using Settlement.Domain.Transactions;
using Settlement.Domain.Windows;

namespace Settlement.Benchmarks.Sagas;

/// <summary>Drives payments through all their steps, a bounded number of them at a time.</summary>
internal static class LifeCycles
{
    private const int BatchSize = 1000;

    /// <summary>Runs <paramref name="count"/> life cycles; returns how many of them failed.</summary>
    public static async Task<int> RunAsync(Func<object, Task> send, string prefix, int count, int inFlight, TimeProvider clock)
    {
        var next = -1;
        var failed = 0;
        await Task.WhenAll(Enumerable.Range(0, inFlight).Select(_ => Task.Run(WorkAsync)));
        return failed;

        async Task WorkAsync()
        {
            for (var i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
            {
                try
                {
                    foreach (var message in MessagesOf($"{prefix}-{i:D8}", i, clock.GetUtcNow()))
                    {
                        await send(message);
                    }
                }
                catch (Exception exception) // a bench counts failures of any kind and says the first one
                {
                    if (Interlocked.Increment(ref failed) == 1)
                    {
                        await Console.Error.WriteLineAsync(exception.Message);
                    }
                }
            }
        }
    }

    private static object[] MessagesOf(string id, int number, DateTimeOffset at)
    {
        var payment = new Payment(
            id, $"key-{id}", 10_025 + number, "EUR", "EUR", $"acct_{number % 64:D4}", $"acct_{number % 63 + 100:D4}", $"bank_{number % 16}", WindowKind.T0);
        var batch = $"batch_{number / BatchSize}";
        return
        [
            new SubmitTransaction(id, number + 1L, at, payment, "t0-EUR-2026-11-23", $"bank_{number % 15}"),
            new TransactionValidated(id, at),
            new TransactionBatched(id, batch, payment.AmountMinor, 1m, at),
            new TransactionMatched(id, batch, 1, "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", at),
            new TransactionSettled(id, batch, number + 1L, at),
        ];
    }
}
