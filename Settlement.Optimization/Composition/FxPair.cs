namespace Settlement.Optimization.Composition;

/// <summary>What a batch has to trade at one pair: its payments' flows, less what is routed elsewhere, and the legs of others' detours.</summary>
internal sealed class FxPair(string baseCurrency, string quoteCurrency)
{
    private long baseIn;
    private long baseOut;

    public static IComparer<(string Base, string Quote)> Order { get; } = Comparer<(string Base, string Quote)>.Create(static (a, b) =>
        string.CompareOrdinal(a.Base, b.Base) is var order && order != 0 ? order : string.CompareOrdinal(a.Quote, b.Quote));

    public string Base => baseCurrency;

    public string Quote => quoteCurrency;

    /// <summary>Base that comes in less what goes out; so the quote.</summary>
    public long BaseNet { get; private set; }

    public long QuoteNet { get; private set; }

    /// <summary>The payments' own residual, in base.</summary>
    public long OwnBase => baseIn - baseOut;

    /// <summary>Quote that the payments bring less what they take.</summary>
    public long OwnQuote { get; private set; }

    public long MatchedBase => Math.Min(baseIn, baseOut);

    public string? Via { get; private set; }

    public long RoutedBase { get; private set; }

    public long RoutedQuote { get; private set; }

    /// <summary>The pair of the two currencies, added where there is none.</summary>
    public static FxPair In(SortedDictionary<(string Base, string Quote), FxPair> pairs, string one, string other)
    {
        var key = string.CompareOrdinal(one, other) < 0 ? (one, other) : (other, one);
        if (!pairs.TryGetValue(key, out var pair))
        {
            pairs.Add(key, pair = new FxPair(key.Item1, key.Item2));
        }

        return pair;
    }

    public void AddPayments(string source, long sourceMinor, long destinationMinor)
    {
        Flow(source, sourceMinor, destinationMinor);
        if (source == baseCurrency)
        {
            baseIn += sourceMinor;
            OwnQuote -= destinationMinor;
        }
        else
        {
            baseOut += destinationMinor;
            OwnQuote += sourceMinor;
        }
    }

    /// <summary>Funds that come in in one currency of the pair and go out in the other; negative the other way round.</summary>
    public void Flow(string source, long sourceMinor, long destinationMinor)
    {
        var (forBase, forQuote) = source == baseCurrency ? (sourceMinor, -destinationMinor) : (-destinationMinor, sourceMinor);
        BaseNet += forBase;
        QuoteNet += forQuote;
    }

    /// <summary>Takes a flow of the pair away to a third currency; 0 for none.</summary>
    public void Route(string? via, long baseMinor, long quoteMinor)
    {
        (Via, RoutedBase, RoutedQuote) = (via, baseMinor, quoteMinor);
        Flow(baseCurrency, -baseMinor, -quoteMinor);
    }
}
