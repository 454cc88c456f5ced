using System.Net;
using System.Net.Sockets;
using System.Text;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Intake;

public sealed class Malformed_bodies(PostgresServer server)
{
    private static readonly string[] Texts =
    [
        "", " ", "{", "}", "[]", "[", "null", "true", "17", "\"text\"", "{]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{'a':1}", "{\"a\":01}", "{\"a\":.5}", "{\"a\":1.}",
        "{\"a\":+1}", "{\"a\":0x1}", "{\"a\":NaN}", "{\"a\":Infinity}", "{\"a\":1e}", "{\"a\":\"\n\"}", "{\"a\":\"\t\"}", "{\"a\":\"\0\"}", "\0", "{\"a\":\"\\x41\"}",
        "{\"a\":\"\\u12\"}", "{\"a\":\"\\ud800\"}", "{\"a\":\"\\udc00\\ud800\"}", "{\"a\":\"\\ud800\\u0041\"}", "{\"\\ud800\":1}", "{\"\\ud800\":1,\"\\ud800\":2}",
        "{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}", "{\"metadata\":{\"x\":1,\"x\":1}}", "{\"a\":1}{\"b\":2}", "{\"a\":1} x", "/* c */{}", "{\"a\":1}//", "\ufeff{}",
        new string('[', 10_000), string.Concat(Enumerable.Repeat("{\"a\":", 33)) + "1" + new string('}', 33), "{\"a\":\"" + new string('x', 200),
    ];

    private static readonly byte[][] Bytes =
    [
        [0xFF], [0x7B, 0x22, 0xC3, 0x28, 0x22, 0x3A, 0x31, 0x7D], [.. "{\"a\":\""u8, 0xED, 0xA0, 0x80, .. "\"}"u8], [.. "{\"a\":\""u8, 0xC0, 0x80, .. "\"}"u8],
        [.. "{\"a\":\""u8, 0xF5, 0x80, 0x80, 0x80, .. "\"}"u8], [0xFF, 0xFE, 0x7B, 0x00, 0x7D, 0x00], [0x1F, 0x8B, 0x08, 0x00],
    ];

    [Fact]
    public async Task Are_answered_with_400_and_problem_details_alone_and_as_a_batch()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var host = await IntakeHost.StartAsync(database.Database);

        foreach (var body in Texts.Select(Encoding.UTF8.GetBytes).Concat(Bytes))
        {
            foreach (var path in (string[])[IntakeHost.Single, IntakeHost.Batch])
            {
                using var answer = await host.PostAsync(body, path);
                var isObject = answer.StatusCode == HttpStatusCode.UnprocessableEntity;
                Assert.True(answer.StatusCode == HttpStatusCode.BadRequest || isObject, $"{answer.StatusCode} for {Encoding.Latin1.GetString(body)[..Math.Min(body.Length, 80)]}");
                Assert.NotEmpty(await ProblemErrors.ReadAsync(answer));
            }
        }
    }

    [Fact]
    public async Task Every_way_to_cut_or_damage_a_valid_body_is_refused_or_taken_but_never_a_fault()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var host = await IntakeHost.StartAsync(database.Database);
        var valid = Encoding.UTF8.GetBytes(Bodies.WithRaw("metadata", "{\"note\":\"\\ud83d\\ude00 \u00e4\",\"n\":[1e5,-0.0]}"));
        var random = new Random(20261121);

        foreach (var round in Enumerable.Range(0, 400))
        {
            var body = round % 4 == 0 ? valid[..random.Next(valid.Length)] : (byte[])valid.Clone();
            for (var i = random.Next(1, 4); i > 0 && body.Length > 0; i--)
            {
                body[random.Next(body.Length)] = (byte)random.Next(256);
            }

            using var answer = await host.PostAsync(body);
            Assert.True((int)answer.StatusCode is 200 or 202 or 400 or 409 or 422, $"{answer.StatusCode} for {Convert.ToHexString(body)}");
        }
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("nonsense")]
    [InlineData("")]
    public async Task Another_content_type_is_415(string contentType)
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var host = await IntakeHost.StartAsync(database.Database);

        using var answer = await host.PostAsync(Encoding.UTF8.GetBytes(Bodies.First), contentType: contentType);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/json;charset=\"UTF-8\"")]
    [InlineData("Application/JSON")]
    public async Task Json_may_be_said_in_several_ways(string contentType)
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var host = await IntakeHost.StartAsync(database.Database);

        using var answer = await host.PostAsync(Encoding.UTF8.GetBytes(Bodies.First), contentType: contentType);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    [Theory]
    [InlineData(IntakeHost.Single, 64 * 1024, false)]
    [InlineData(IntakeHost.Single, 64 * 1024, true)]
    [InlineData(IntakeHost.Batch, 4 * 1024 * 1024, false)]
    [InlineData(IntakeHost.Batch, 4 * 1024 * 1024, true)]
    public async Task A_body_over_the_limit_is_413_also_when_its_length_is_not_said(string path, int limit, bool isChunked)
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var host = await IntakeHost.StartAsync(database.Database);
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(new byte[limit + 1]) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.TransferEncodingChunked = isChunked;
        request.Headers.ExpectContinue = true;

        using var answer = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_body_in_broken_chunks_is_400()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var host = await IntakeHost.StartAsync(database.Database);
        using var client = new TcpClient();
        await client.ConnectAsync(host.Client.BaseAddress!.Host, host.Client.BaseAddress.Port, TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();
        await stream.WriteAsync(
            "POST /api/v1/transactions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"u8.ToArray(), TestContext.Current.CancellationToken);

        using var reader = new StreamReader(stream);
        var status = await reader.ReadLineAsync(TestContext.Current.CancellationToken);

        Assert.Equal("HTTP/1.1 400 Bad Request", status);
    }
}
