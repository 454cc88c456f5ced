using Npgsql;
using Settlement.Domain.Ledger;

namespace Settlement.Engine.Ledger;

/// <summary>Funds and defunds participants on an operator's word, and keeps the word.</summary>
public sealed class FundingDesk(NpgsqlDataSource source, ILedger ledger, TimeProvider time)
{
    private const string StandsSql = "select exists (select from ledger_entries where key = $1)";

    // After the post: a refused funding leaves nothing behind, and one that was cut short here is completed when it is sent again.
    private const string KeepReasonSql = "insert into ledger_funding_reasons (key, reason, at) values ($1, $2, $3) on conflict do nothing";

    /// <summary>Whether a funding stands in the ledger.</summary>
    public async Task<bool> StandsAsync(string participant, string currency, string reference, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(StandsSql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = FundingEntry.Key(participant, currency, reference) });
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Posts the funding; the same participant, reference, currency and amount again change nothing.</summary>
    /// <param name="amountMinor">Minor units; positive funds, negative pays back. Not zero.</param>
    /// <param name="reason">Why, in the operator's words; the first one given for a funding is kept.</param>
    /// <exception cref="LedgerConflictException">The reference stands for another amount, or the balance does not suffice.</exception>
    public async Task<FundingReceipt> FundAsync(
        string participant, string currency, long amountMinor, string reference, string reason, CancellationToken cancellationToken)
    {
        var entry = FundingEntry.For(participant, currency, amountMinor, reference);
        var receipt = await ledger.PostAsync([entry], cancellationToken);
        await using var command = source.CreateCommand(KeepReasonSql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = entry.Key });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = reason });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = time.GetUtcNow() });
        await command.ExecuteNonQueryAsync(cancellationToken);
        return new FundingReceipt(entry.Key, receipt.Positions[0], receipt.Appended == 1);
    }
}

/// <param name="Key">Key of the journal entry.</param>
/// <param name="Posted">False when the same funding stood in the ledger already.</param>
public sealed record FundingReceipt(string Key, long Position, bool Posted);
