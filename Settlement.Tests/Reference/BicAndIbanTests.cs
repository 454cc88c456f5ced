using Settlement.Domain.Reference;
using Xunit;

namespace Settlement.Tests.Reference;

public sealed class BicAndIbanTests
{
    [Fact]
    public void Every_published_vector_is_judged_as_published()
    {
        foreach (var cells in PublishedData.Lines("calendars/iban_bic_vectors.csv").Skip(1).Select(PublishedData.Cells))
        {
            var valid = cells[0] == "IBAN" ? Iban.IsValid(cells[1]) : Bic.IsValid(cells[1]);
            Assert.True(valid == (cells[2] == "valid"), $"{cells[0]} {cells[1]} is published as {cells[2]}");
        }
    }

    [Theory]
    [InlineData("DEUTDEFF", true)]
    [InlineData("DEUTDEFF500", true)]
    [InlineData("1BNKGB2L", true)]
    [InlineData("DEUTDEFF50", false)]
    [InlineData("deutdeff", false)]
    [InlineData("DEUT1EFF", false)]
    [InlineData("DEUTD1FF", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_BIC_has_the_structure_of_ISO_9362(string? text, bool valid) => Assert.Equal(valid, Bic.IsValid(text));

    [Theory]
    [InlineData("DE89370400440532013000", true)]
    [InlineData("DE89 3704 0044 0532 0130 00", false)]
    [InlineData("de89370400440532013000", false)]
    [InlineData("DE88370400440532013000", false)]
    [InlineData("DE8937040044053201300", false)]
    [InlineData("ZZ89370400440532013000", false)]
    [InlineData("DE", false)]
    [InlineData(null, false)]
    public void An_IBAN_has_its_countrys_length_and_right_check_digits(string? text, bool valid) => Assert.Equal(valid, Iban.IsValid(text));
}
