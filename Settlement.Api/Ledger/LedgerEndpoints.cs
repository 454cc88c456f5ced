using System.Globalization;
using Settlement.Api.Access;
using Settlement.Api.Http;
using Settlement.Api.OpenApi;
using Settlement.Domain.Access;
using Settlement.Domain.Ledger;
using Settlement.Engine.Ledger;

namespace Settlement.Api.Ledger;

/// <summary>The books: journal, balances at any moment, blocks, their verification, and funding.</summary>
public static class LedgerEndpoints
{
    public static IEndpointRouteBuilder MapLedger(this IEndpointRouteBuilder routes)
    {
        var ledger = routes.MapGroup("/api/v1/ledger").WithTags("Ledger");
        ledger.MapGet("/entries", EntriesAsync).RequireScope(Scope.Read)
            .WithName("listLedgerEntries").WithSummary("Journal entries with their postings")
            .WithDescription("order is asc (oldest first, the default) or desc. as_of is a time, position a ledger position: only what stood there then.")
            .Produces<Page<LedgerEntryView>>().ProducesProblems(422);
        ledger.MapGet("/balances", BalancesAsync).RequireScope(Scope.Read)
            .WithName("listLedgerBalances").WithSummary("Balance of every account, now or as of a time or a position")
            .Produces<Page<BalanceView>>().ProducesProblems(422);
        ledger.MapGet("/blocks", BlocksAsync).RequireScope(Scope.Read)
            .WithName("listLedgerBlocks").WithSummary("Sealed blocks of the hash chain, newest first")
            .Produces<Page<LedgerBlock>>().ProducesProblems(422);
        ledger.MapGet("/verify", VerifyAsync).RequireScope(Scope.Read)
            .WithName("verifyLedger").WithSummary("Recomputes the hash chain and the balances")
            .WithDescription("Reads the whole ledger, one request at a time; ends early when the client goes away.")
            .Produces<VerdictView>().ProducesProblems(409, 422)
            .DisableRequestTimeout();
        return routes.MapFunding();
    }

    private static async Task<IResult> EntriesAsync(
        string? account, string? reference, string? order, string? as_of, string? position, int? limit, string? cursor,
        LedgerReader ledger, CancellationToken cancellationToken)
    {
        if (order is not (null or "asc" or "desc"))
        {
            return Problems.Invalid("order", "unknown_value", "order must be asc or desc.");
        }

        // No account and no reference holds such a character, and PostgreSQL takes no text with a zero in it.
        if ($"{account}{reference}".Any(char.IsControl))
        {
            return Problems.Invalid(account?.Any(char.IsControl) == true ? "account" : "reference", "invalid_characters", "Control characters are not allowed.");
        }

        var list = $"ledger-entries {order} {account} {reference}";
        if (!LedgerMomentQuery.TryRead(as_of, position, out var upTo, out var problem) || !PageRequest.TryRead(list, limit, cursor, out var page, out problem))
        {
            return problem;
        }

        var query = new JournalQuery(account, reference, upTo, KeyOf(page), page.Limit + 1, order is "desc");
        var entries = await ledger.JournalAsync(query, cancellationToken);
        return TypedResults.Ok(page.ToPage([.. entries.Select(LedgerEntryView.Of)], entry => Key(entry.Position)));
    }

    private static async Task<IResult> BalancesAsync(
        string? as_of, string? position, string? participant, LedgerReader ledger, CancellationToken cancellationToken)
    {
        if (!LedgerMomentQuery.TryRead(as_of, position, out var moment, out var problem))
        {
            return problem;
        }

        var balances = (await ledger.BalancesAsync(moment, cancellationToken)).Select(BalanceView.Of);
        return TypedResults.Ok(new Page<BalanceView>(
            [.. balances.Where(balance => participant is null || balance.Participant == participant)], NextCursor: null));
    }

    private static async Task<IResult> BlocksAsync(int? limit, string? cursor, LedgerReader ledger, CancellationToken cancellationToken)
    {
        if (!PageRequest.TryRead("ledger-blocks", limit, cursor, out var page, out var problem))
        {
            return problem;
        }

        var blocks = await ledger.BlocksAsync(KeyOf(page), page.Limit + 1, cancellationToken);
        return TypedResults.Ok(page.ToPage(blocks, block => Key(block.Block)));
    }

    private static async Task<IResult> VerifyAsync(string? as_of, LedgerVerification verification, CancellationToken cancellationToken)
    {
        if (!LedgerMomentQuery.TryRead(as_of, position: null, out var moment, out var problem))
        {
            return problem;
        }

        return await verification.TryVerifyAsync(moment.Time, cancellationToken) is { } verdict
            ? TypedResults.Ok(VerdictView.Of(verdict))
            : Problems.Conflict("verification_running", "Another verification is under way; ask again when it is done.");
    }

    private static string Key(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static long? KeyOf(PageRequest page) => page.After is null ? null : long.Parse(page.After, CultureInfo.InvariantCulture);
}
