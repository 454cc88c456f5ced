using System.Runtime.InteropServices;
using Settlement.Domain.Batches;

namespace Settlement.Optimization.Selection;

/// <summary>Numbers participants and currencies in ordinal order, and the cells (participant, currency) that payments touch.</summary>
internal sealed class PartyNames
{
    private readonly Dictionary<string, int> participants;
    private readonly Dictionary<string, int> currencies;
    private readonly string[] participantNames;
    private readonly string[] currencyNames;
    private readonly Dictionary<long, int> cells = [];

    public PartyNames(Candidate[] payments)
    {
        var parties = new HashSet<string>(StringComparer.Ordinal);
        var codes = new HashSet<string>(StringComparer.Ordinal);
        foreach (var payment in payments)
        {
            parties.Add(payment.Debtor);
            parties.Add(payment.Creditor);
            codes.Add(payment.SourceCurrency);
            codes.Add(payment.DestinationCurrency);
        }

        (participantNames, participants) = Number(parties);
        (currencyNames, currencies) = Number(codes);
    }

    /// <summary>A provisional number, in order of first use.</summary>
    public int Cell(string participant, string currency)
    {
        var key = ((long)participants[participant] * currencyNames.Length) + currencies[currency];
        ref var cell = ref CollectionsMarshal.GetValueRefOrAddDefault(cells, key, out var exists);
        if (!exists)
        {
            cell = cells.Count - 1;
        }

        return cell;
    }

    /// <summary>The cells by participant, then currency; renumbers <paramref name="uses"/> to that order.</summary>
    public (string Participant, string Currency)[] SortCells(params int[][] uses)
    {
        var keys = new long[cells.Count];
        var provisional = new int[cells.Count];
        foreach (var (key, cell) in cells)
        {
            keys[cell] = key;
            provisional[cell] = cell;
        }

        Array.Sort(keys, provisional);
        var final = new int[keys.Length];
        var sorted = new (string, string)[keys.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            final[provisional[i]] = i;
            sorted[i] = (participantNames[keys[i] / currencyNames.Length], currencyNames[keys[i] % currencyNames.Length]);
        }

        foreach (var use in uses)
        {
            for (var i = 0; i < use.Length; i++)
            {
                use[i] = final[use[i]];
            }
        }

        return sorted;
    }

    private static (string[] Names, Dictionary<string, int> Numbers) Number(HashSet<string> names)
    {
        string[] sorted = [.. names];
        Array.Sort(sorted, StringComparer.Ordinal);
        var numbers = new Dictionary<string, int>(sorted.Length, StringComparer.Ordinal);
        for (var i = 0; i < sorted.Length; i++)
        {
            numbers.Add(sorted[i], i);
        }

        return (sorted, numbers);
    }
}
