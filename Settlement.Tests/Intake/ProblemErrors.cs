using System.Text.Json;
using Xunit;

namespace Settlement.Tests.Intake;

/// <summary>The field and code of every error of a problem answer, in order.</summary>
internal static class ProblemErrors
{
    public static async Task<IReadOnlyList<(string Field, string Code)>> ReadAsync(HttpResponseMessage answer)
    {
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        await using var body = await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        using var problem = await JsonDocument.ParseAsync(body, cancellationToken: TestContext.Current.CancellationToken);
        return [.. problem.RootElement.GetProperty("errors").EnumerateArray().Select(error => (error.GetProperty("field").GetString()!, error.GetProperty("code").GetString()!))];
    }
}
