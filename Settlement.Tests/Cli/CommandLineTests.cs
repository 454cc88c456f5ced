using Settlement.Api.Cli;
using Xunit;

namespace Settlement.Tests.Cli;

public sealed class CommandLineTests
{
    private static readonly Command Serve = new(
        "serve", "Serves.",
        [
            CommandOption.Number("port", "8000", "port", 0, 65_535),
            CommandOption.Words("with", "servers", "kafka", "redis"),
            CommandOption.Flag("json", "json"),
            CommandOption.Time("as-of", "a time"),
        ],
        (_, _) => Task.FromResult(0));

    private static readonly Command Figures = new("figures", "Prints.", [], (_, _) => Task.FromResult(0), Argument: "FILE");

    private static readonly CommandLine Line = new("./run", "Summary.", [Serve, Figures], Serve);

    [Fact]
    public void Nothing_typed_means_the_standard_command() => Assert.Same(Serve, Line.Parse([]).Command);

    [Fact]
    public void Options_alone_belong_to_the_standard_command()
    {
        var parsed = Line.Parse(["--port", "9000", "--json"]);

        Assert.Null(parsed.Error);
        Assert.Equal(9_000, parsed.Input.Number("port"));
        Assert.True(parsed.Input.Has("json"));
        Assert.False(parsed.Input.Has("with"));
    }

    [Fact]
    public void Value_may_follow_an_equals_sign() => Assert.Equal(["kafka", "redis"], Line.Parse(["serve", "--with=kafka,redis"]).Input.Words("with"));

    [Fact]
    public void Time_without_an_offset_is_utc() => Assert.Equal(
        new DateTimeOffset(2026, 11, 23, 16, 0, 0, TimeSpan.Zero), Line.Parse(["--as-of", "2026-11-23T16:00:00"]).Input.Time("as-of"));

    [Fact]
    public void Word_without_dashes_is_the_argument() => Assert.Equal("a.json", Line.Parse(["figures", "a.json"]).Input.Argument);

    [Theory]
    [InlineData("did you mean 'serve'?", "srve")]
    [InlineData("did you mean --port?", "serve", "--prot", "1")]
    [InlineData("did you mean 'kafka'?", "--with", "redis,kafak")]
    [InlineData("--port needs a value", "--port")]
    [InlineData("--port needs a value", "--port", "--json")]
    [InlineData("from 0 to 65535, not '65536'", "--port", "65536")]
    [InlineData("from 0 to 65535, not 'many'", "--port", "many")]
    [InlineData("--json takes no value", "--json=yes")]
    [InlineData("--port is given twice", "--port", "1", "--port=2")]
    [InlineData("must be a time", "--as-of", "noon")]
    [InlineData("serve does not take 'now'", "serve", "now")]
    [InlineData("figures does not take 'b'", "figures", "a", "b")]
    [InlineData("figures takes no options", "figures", "--x")]
    public void Wrong_line_says_what_is_wrong_and_what_would_be_right(string expected, params string[] typed)
    {
        var error = Line.Parse(typed).Error;

        Assert.NotNull(error);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("help")]
    [InlineData("-h")]
    [InlineData("serve", "--help")]
    [InlineData("--port", "1", "--help")]
    public void Help_is_given_wherever_it_is_asked_for(params string[] typed) => Assert.True(Line.Parse(typed).WantsHelp);

    [Fact]
    public void Line_that_must_name_a_command_gives_help_when_empty() =>
        Assert.True(new CommandLine("./bench", "Summary.", [Figures]).Parse([]).WantsHelp);

    [Fact]
    public async Task Misuse_ends_with_exit_code_two() => Assert.Equal(CommandLine.Misused, await Line.RunAsync(["srve"]));

    [Fact]
    public async Task Command_that_fails_ends_with_exit_code_one()
    {
        var failing = new Command("fail", "Fails.", [], (_, _) => throw new UserErrorException("the disk is full."));

        Assert.Equal(1, await new CommandLine("./run", "Summary.", [failing]).RunAsync(["fail"]));
    }
}
