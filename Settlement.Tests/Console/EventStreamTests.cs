using System.Net;
using System.Net.ServerSentEvents;
using Microsoft.Extensions.DependencyInjection;
using Settlement.Api.Events;
using Settlement.Tests.EndToEnd;
using Xunit;

namespace Settlement.Tests.Console;

[Collection(ConsoleGroup.Name)]
public sealed class EventStreamTests(Browser browser)
{
    private const string Stream = "/api/v1/events/stream";

    [Fact]
    public async Task A_stream_that_was_lost_goes_on_after_the_last_event_id_without_a_gap_or_a_repeat()
    {
        var start = await LastIdAsync();
        await browser.Host.PayAsync(new Transfer("stream_1", Transfer.BankA, Transfer.BankB, 10m));
        await browser.Host.UntilTransactionAsync("stream_1", "settled");

        var all = await ReadAsync(start, "stream_1", events => events[^1].Data.Contains("\"settled\"", StringComparison.Ordinal));
        Assert.True(all.Count >= 5);
        foreach (var known in Enumerable.Range(1, all.Count - 1))
        {
            var rest = await ReadAsync(all[known - 1].EventId, "stream_1", events => events.Count == all.Count - known);
            Assert.Equal(all.Skip(known).Select(item => (item.EventId, item.Data)), rest.Select(item => (item.EventId, item.Data)));
        }
    }

    [Fact]
    public async Task A_digest_counts_what_happened_since_the_last_event_id()
    {
        var start = await LastIdAsync();
        await browser.Host.PayAsync(new Transfer("stream_2", Transfer.BankA, Transfer.BankB, 11m));
        await browser.Host.UntilTransactionAsync("stream_2", "settled");

        using var answer = await OpenAsync(Stream + "?digest=true", start);
        await using var body = await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await foreach (var item in SseParser.Create(body).EnumerateAsync(TestContext.Current.CancellationToken))
        {
            Assert.Equal("digest", item.EventType);
            if (item.Data.Contains("""{"machine":"transaction","to":"settled","count":1,""", StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail("the stream ended");
    }

    [Theory]
    [InlineData("?machine=wire", null, "machine", "unknown_value")]
    [InlineData("", "yesterday", "Last-Event-ID", "invalid_cursor")]
    public async Task A_stream_that_cannot_be_is_refused(string query, string? last, string field, string code)
    {
        using var answer = await OpenAsync(Stream + query, last);

        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, (field, code)), (answer.StatusCode, new Answer(answer.StatusCode, text).OnlyError()));
    }

    [Fact]
    public async Task One_stream_more_than_the_bound_is_told_when_to_come_again_and_a_place_that_is_left_serves_the_next()
    {
        var places = browser.Host.Services.GetRequiredService<EventStreams>();
        var taken = 0;
        while (places.TryEnter())
        {
            taken++;
        }

        try
        {
            using var refused = await OpenAsync(Stream, null);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.NotNull(refused.Headers.RetryAfter);
            places.Leave();
            taken--;
            using var served = await OpenAsync(Stream, null);
            Assert.Equal(HttpStatusCode.OK, served.StatusCode);
        }
        finally
        {
            for (; taken > 0; taken--)
            {
                places.Leave();
            }
        }
    }

    /// <summary>Where the stream stands now.</summary>
    private async Task<string> LastIdAsync()
    {
        using var answer = await OpenAsync(Stream + "?digest=true", null);
        await using var body = await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await foreach (var item in SseParser.Create(body).EnumerateAsync(TestContext.Current.CancellationToken))
        {
            return item.EventId!;
        }

        throw new InvalidOperationException("The stream ended.");
    }

    private async Task<IReadOnlyList<SseItem<string>>> ReadAsync(string? last, string key, Func<IReadOnlyList<SseItem<string>>, bool> isAll)
    {
        using var answer = await OpenAsync($"{Stream}?machine=transaction&key={key}", last);
        await using var body = await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var events = new List<SseItem<string>>();
        await foreach (var item in SseParser.Create(body).EnumerateAsync(TestContext.Current.CancellationToken))
        {
            if (item.EventType == "change")
            {
                events.Add(item);
                if (isAll(events))
                {
                    break;
                }
            }
        }

        return events;
    }

    private async Task<HttpResponseMessage> OpenAsync(string path, string? last)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (last is not null)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", last);
        }

        return await browser.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }
}
