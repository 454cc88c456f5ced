using Xunit;
using Settlement.Domain.Batches;
using Settlement.Domain.Transactions;
using Settlement.Domain.Windows;
using Settlement.Tests.Servers;

namespace Settlement.Tests.Sagas.Machines;

public sealed class TransactionMachineTests(PostgresServer server)
{
    private static readonly DateTimeOffset At = new(2026, 11, 24, 9, 30, 0, TimeSpan.Zero);

    /// <summary>The messages that bring a new saga into each state, the shortest way.</summary>
    private static readonly Dictionary<string, string[]> Ways = new(StringComparer.Ordinal)
    {
        [TransactionState.Submitted] = ["submit"],
        [TransactionState.Validated] = ["submit", "validate"],
        [TransactionState.Rejected] = ["submit", "reject"],
        [TransactionState.Deferred] = ["submit", "validate", "defer"],
        [TransactionState.Batched] = ["submit", "validate", "batch"],
        [TransactionState.Matched] = ["submit", "validate", "batch", "match"],
        [TransactionState.Settled] = ["submit", "validate", "batch", "match", "settle"],
        [TransactionState.Reversed] = ["submit", "validate", "batch", "match", "reverse"],
    };

    /// <summary>Where each message leads from each state; "=" is ignored, "!" is too early and faults its sender.</summary>
    private static readonly Dictionary<string, string> Table = new(StringComparer.Ordinal)
    {
        //                             submit validate reject defer leave batch match settle reverse
        [TransactionState.Submitted] = "= Validated Rejected ! ! ! ! ! !",
        [TransactionState.Validated] = "= = = Deferred = Batched ! ! !",
        [TransactionState.Deferred] = "= = = = = Batched = = =",
        [TransactionState.Batched] = "= = = = Deferred = Matched ! Reversed",
        [TransactionState.Matched] = "= = = = Deferred = = Settled Reversed",
        [TransactionState.Settled] = "= = = = = = = = =",
        [TransactionState.Rejected] = "= = = = = = = = =",
        [TransactionState.Reversed] = "= = = = = = = = =",
    };

    private static readonly string[] Words = ["submit", "validate", "reject", "defer", "leave", "batch", "match", "settle", "reverse"];

    [Fact]
    public async Task Every_state_answers_every_event_as_the_table_says()
    {
        await using var service = await SagaService.StartAsync(server);
        foreach (var (state, row) in Table)
        {
            var cells = row.Split(' ');
            for (var i = 0; i < Words.Length; i++)
            {
                var id = $"table-{state}-{Words[i]}";
                foreach (var word in Ways[state])
                {
                    await Send(service, id, word);
                }

                var fault = await Record.ExceptionAsync(() => Send(service, id, Words[i]));
                var after = (await service.TransactionAsync(id))!.CurrentState;
                Assert.True(cells[i] == "!" ? fault is not null : fault is null, $"{Words[i]} in {state}: {fault?.Message ?? "no fault"}");
                Assert.Equal(cells[i] is "=" or "!" ? state : cells[i], after);
            }
        }
    }

    [Fact]
    public async Task A_repeated_event_adds_no_version()
    {
        await using var service = await SagaService.StartAsync(server);
        const string Id = "repeated";
        foreach (var word in Ways[TransactionState.Settled])
        {
            await Send(service, Id, word);
            await Send(service, Id, word);
        }

        Assert.Equal(5, (await service.TransactionAsync(Id))!.Version);
    }

    [Fact]
    public async Task A_batch_that_was_left_cannot_pull_the_payment_back_in()
    {
        await using var service = await SagaService.StartAsync(server);
        const string Id = "left";
        foreach (var word in new[] { "submit", "validate", "batch", "leave", "batch" })
        {
            await Send(service, Id, word);
        }

        Assert.Equal(TransactionState.Deferred, (await service.TransactionAsync(Id))!.CurrentState);
        await service.Sagas.SendAsync(new TransactionBatched(Id, "batch_other_1", 900, 0.9m, At), CancellationToken.None);
        Assert.Equal(TransactionState.Batched, (await service.TransactionAsync(Id))!.CurrentState);
    }

    [Fact]
    public async Task A_word_from_another_batch_is_ignored()
    {
        await using var service = await SagaService.StartAsync(server);
        const string Id = "foreign";
        foreach (var word in Ways[TransactionState.Matched])
        {
            await Send(service, Id, word);
        }

        await service.Sagas.SendAsync(new TransactionSettled(Id, "batch_other_1", 7, At), CancellationToken.None);
        Assert.Equal(TransactionState.Matched, (await service.TransactionAsync(Id))!.CurrentState);
    }

    [Fact]
    public async Task A_deferral_moves_the_payment_to_the_next_window_and_says_why()
    {
        await using var service = await SagaService.StartAsync(server);
        const string Id = "moved";
        foreach (var word in Ways[TransactionState.Deferred])
        {
            await Send(service, Id, word);
        }

        var saga = (await service.TransactionAsync(Id))!;
        Assert.Equal("t0-EUR-2026-11-25", saga.WindowId);
        Assert.Equal("insufficient_balance", saga.ReasonCode);
        Assert.Equal(500, saga.Deferral!.ReleaseMinor);
        Assert.Equal(1, saga.Deferrals);
    }

    private static Task Send(SagaService service, string id, string word)
    {
        var payment = new Payment(id, "key-" + id, 1000, "EUR", "EUR", "acct_a", "acct_b", "bank_b", WindowKind.T0);
        var deferral = new Deferral(id, DeferralReason.InsufficientBalance, "bank_a", "EUR", 0, 500);
        const string Window = "t0-EUR-2026-11-24";
        const string Next = "t0-EUR-2026-11-25";
        const string Batch = "batch_t0-EUR-2026-11-24_1";
        return word switch
        {
            "submit" => service.Sagas.SendAsync(new SubmitTransaction(id, 1, At, payment, Window, "bank_a"), CancellationToken.None),
            "validate" => service.Sagas.SendAsync(new TransactionValidated(id, At), CancellationToken.None),
            "reject" => service.Sagas.SendAsync(new TransactionRejected(id, "unknown_account", "not known", At), CancellationToken.None),
            "defer" => service.Sagas.SendAsync(new TransactionDeferred(id, deferral, Window, Next, null, At), CancellationToken.None),
            "leave" => service.Sagas.SendAsync(new TransactionDeferred(id, deferral, Window, Next, Batch, At), CancellationToken.None),
            "batch" => service.Sagas.SendAsync(new TransactionBatched(id, Batch, 1000, 1m, At), CancellationToken.None),
            "match" => service.Sagas.SendAsync(new TransactionMatched(id, Batch, 1, "hash", At), CancellationToken.None),
            "settle" => service.Sagas.SendAsync(new TransactionSettled(id, Batch, 42, At), CancellationToken.None),
            "reverse" => service.Sagas.SendAsync(new TransactionReversed(id, Batch, "account_blocked", "reversed", At), CancellationToken.None),
            _ => throw new ArgumentOutOfRangeException(nameof(word), word, "not a word of this test"),
        };
    }
}
