using FsCheck;
using FsCheck.Fluent;
using Settlement.Api.Http;
using Xunit;

namespace Settlement.Tests.Http;

public sealed class CursorTests
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    [Fact]
    public void Cursor_gives_back_the_key_it_was_made_of() => Prop.ForAll(Keys(), key =>
        Cursor.TryDecode("transactions", Cursor.Encode("transactions", key), out var decoded) && string.Equals(decoded, key, StringComparison.Ordinal))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Cursor_of_another_list_is_refused() =>
        Assert.False(Cursor.TryDecode("windows", Cursor.Encode("transactions", "txn_001"), out _));

    [Fact]
    public void Cursor_with_any_character_changed_is_refused()
    {
        var cursor = Cursor.Encode("transactions", "txn_001");
        var changed = from at in Enumerable.Range(0, cursor.Length)
                      from letter in Alphabet
                      where cursor[at] != letter
                      select string.Concat(cursor.AsSpan(0, at), letter.ToString(), cursor.AsSpan(at + 1));

        Assert.All(changed, tampered => Assert.False(Cursor.TryDecode("transactions", tampered, out _), tampered));
    }

    [Theory]
    [InlineData("")]
    [InlineData("A")]
    [InlineData("not a cursor!")]
    [InlineData("AAAAAAAA")]
    public void Text_that_is_no_cursor_is_refused(string text) => Assert.False(Cursor.TryDecode("transactions", text, out _));

    [Fact]
    public void Very_long_text_is_refused() => Assert.False(Cursor.TryDecode("transactions", new string('A', 100_000), out _));

    [Fact]
    public void Full_page_leads_to_the_next_and_the_last_one_does_not()
    {
        Assert.True(PageRequest.TryRead("letters", 2, null, out var first, out _));
        var page = first.ToPage(["a", "b", "c"], item => item);
        Assert.Equal(["a", "b"], page.Items);

        Assert.True(PageRequest.TryRead("letters", 2, page.NextCursor, out var second, out _));
        Assert.Equal("b", second.After);
        Assert.Null(second.ToPage(["c"], item => item).NextCursor);
    }

    [Theory]
    [InlineData(0, null, "limit")]
    [InlineData(501, null, "limit")]
    [InlineData(null, "tampered", "cursor")]
    public void Page_that_cannot_be_given_is_a_422_that_names_the_parameter(int? limit, string? cursor, string field)
    {
        Assert.False(PageRequest.TryRead("letters", limit, cursor, out _, out var problem));

        var result = Assert.IsType<ProblemResult>(problem);
        Assert.Equal(422, result.StatusCode);
        Assert.Equal(field, Assert.Single(result.Value.Errors).Field);
    }

    private static Arbitrary<string> Keys() =>
        Gen.Elements("txn_001", "é", "\u0000", "日本", "|", " ").ArrayOf().Select(string.Concat).Where(key => key.Length <= 100).ToArbitrary();
}
