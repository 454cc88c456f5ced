using Settlement.Domain.Batches;
using Settlement.Engine.Matching;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Matching;

public sealed class PostgresPartyViewTests(PostgresServer postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_view_is_what_the_log_the_accounts_and_the_confirmed_wires_say()
    {
        // The columns that the view reads of other parts' tables, and nothing else of them.
        await using var database = await postgres.CreateEmptyDatabaseAsync();
        await using (var command = database.OwnerDataSource.CreateCommand("""
            create table accounts (account_id text primary key, participant_id text not null);
            create table intake_log (transaction_id text, amount_minor bigint, source_currency text, destination_currency text,
                                     source_account text, destination_account text, counterparty_id text);
            create table wires (batch_id text, round int, debtor text, creditor text, currency text, amount_minor bigint, state text);
            insert into accounts values ('acc_1', 'bank_a');
            insert into intake_log values ('txn_1', 25000, 'USD', 'GBP', 'acc_1', 'acc_2', 'bank_b'), ('txn_2', 7, 'EUR', 'EUR', 'acc_x', 'acc_2', 'bank_b'),
                                          (null, null, null, null, null, null, null);
            insert into wires values ('b', 1, 'bank_a', 'system', 'EUR', 100, 'confirmed'), ('b', 1, 'bank_a', 'bank_c', 'EUR', 5, 'confirmed'),
                                     ('b', 1, 'bank_a', 'system', 'EUR', 900, 'failed'), ('b', 2, 'bank_a', 'system', 'EUR', 1, 'confirmed'),
                                     ('other', 1, 'bank_a', 'system', 'EUR', 3, 'confirmed');
            """))
        {
            await command.ExecuteNonQueryAsync(Cancellation);
        }

        var view = new PostgresPartyView(database.OwnerDataSource);
        var seen = await view.PaymentsAsync(["txn_1", "txn_2", "txn_3"], Cancellation);
        var moved = await view.MovedAsync("b", 2, Cancellation);

        Assert.Equal(2, seen.Count);
        Assert.Equal(new SeenPayment("txn_1", 25_000, "USD", "GBP", "bank_a", "bank_b"), seen["txn_1"]);
        Assert.Null(seen["txn_2"].Debtor);
        Assert.Equal([new NetPosition("bank_a", "EUR", -105), new NetPosition("bank_c", "EUR", 5)], moved.OrderBy(p => p.Participant, StringComparer.Ordinal));
    }
}
