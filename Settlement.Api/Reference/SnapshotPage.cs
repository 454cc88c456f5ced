using Settlement.Api.Http;

namespace Settlement.Api.Reference;

/// <summary>Pages of a list that is held in memory, sorted by its key.</summary>
internal static class SnapshotPage
{
    public static Page<TView> Of<T, TView>(IReadOnlyList<T> sorted, PageRequest page, Func<T, string> keyOf, Func<T, TView> view)
    {
        var start = page.After is null ? 0 : FirstAfter(sorted, page.After, keyOf);
        var count = Math.Min(page.Limit + 1, sorted.Count - start);
        var rows = new T[count];
        for (var i = 0; i < count; i++)
        {
            rows[i] = sorted[start + i];
        }

        var taken = page.ToPage(rows, keyOf);
        return new Page<TView>([.. taken.Items.Select(view)], taken.NextCursor);
    }

    private static int FirstAfter<T>(IReadOnlyList<T> sorted, string key, Func<T, string> keyOf)
    {
        var (low, high) = (0, sorted.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (string.CompareOrdinal(keyOf(sorted[middle]), key) <= 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
