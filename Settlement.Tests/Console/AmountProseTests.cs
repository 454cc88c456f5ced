using Settlement.OperatorConsole.Widgets;
using Xunit;

namespace Settlement.Tests.Console;

public sealed class AmountProseTests
{
    [Theory]
    [InlineData("bank_a had 50000000.00 CHF free; 1234.50 more would have settled it.", "bank_a had 50’000’000.00 CHF free; 1,234.50 more would have settled it.")]
    [InlineData("owes 100 % of the 3634489 JPY, index 10000.", "owes 100 % of the 3,634,489 JPY, index 10,000.")]
    [InlineData("needs 1234567.89 INR", "needs 12,34,567.89 INR")]
    [InlineData("20261012_000037 in t0-EUR-2026-11-24 at 2026-11-24, rate 1.08457, code 12345-6", "20261012_000037 in t0-EUR-2026-11-24 at 2026-11-24, rate 1.08457, code 12345-6")]
    public void Amounts_in_a_sentence_are_grouped_and_ids_dates_and_rates_are_not(string written, string shown) =>
        Assert.Equal(shown, AmountProse.Group(written));
}
