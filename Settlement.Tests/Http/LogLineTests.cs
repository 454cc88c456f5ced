using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Settlement.Api.Host;
using Xunit;

namespace Settlement.Tests.Http;

public sealed class LogLineTests
{
    [Fact]
    public void A_failure_is_one_line_with_its_causes_and_no_trace_that_a_message_brings()
    {
        var cause = new IOException("connection refused");
        var failure = new InvalidOperationException($"no connection: {cause.Message}\n ---> System.IO.IOException\n   at Somewhere.Deep()", cause);

        var line = Written(failure);

        Assert.EndsWith("warn  Driver: interrupted | InvalidOperationException: no connection: connection refused < IOException: connection refused\n", line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_detail_on_a_line_of_its_own_stays() =>
        Assert.EndsWith("23505: twice  DETAIL: Key (a) exists.\n", Written(new InvalidOperationException("23505: twice\n\nDETAIL: Key (a) exists.")), StringComparison.Ordinal);

    private static string Written(Exception failure)
    {
        using var writer = new StringWriter();
        new LogLineFormatter(TimeProvider.System, Options.Create(new LogLineOptions()))
            .Write(new LogEntry<string>(LogLevel.Warning, "Settlement.Driver", default, "interrupted", failure, (state, _) => state), null, writer);
        return writer.ToString();
    }
}
