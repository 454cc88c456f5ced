using Settlement.Engine.Actions;
using Xunit;

namespace Settlement.Tests.Actions;

/// <summary>What a list of items is worth.</summary>
public sealed class FourEyesTests
{
    [Fact]
    public void A_total_is_of_absolute_amounts_and_may_be_more_than_64_bits_hold()
    {
        DraftItem[] items = [Item("EUR", long.MaxValue), Item("EUR", long.MinValue), Item("JPY", -5), Item(null, 7)];

        Assert.Equal([("EUR", 18446744073709551615m), ("JPY", 5m)], FourEyes.Totals(items));
    }

    private static DraftItem Item(string? currency, long minor) => new("key", "description", [], currency, minor, "fingerprint");
}
