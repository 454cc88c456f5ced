using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Settlement.Domain.Answers;
using Settlement.OperatorConsole.Session;

namespace Settlement.OperatorConsole.Api;

/// <summary>Asks the API in the name of the person whose page this is. Every failure comes back as a value; it throws only when cancelled.</summary>
public sealed class ApiClient(ApiConnection connection, OperatorSession session)
{
    private const string UnattendedHeader = "X-Unattended";

    private readonly AsyncLocal<bool> _isUnattended = new();

    /// <summary>What the calling method asks from here on nobody asked for by hand: it does not keep a session alive.</summary>
    public void BeginUnattended() => _isUnattended.Value = true;

    public Task<ApiResult<T>> GetAsync<T>(string path, CancellationToken cancellationToken)
        where T : class => SendAsync<T>(HttpMethod.Get, path, null, cancellationToken);

    public Task<ApiResult<T>> PostAsync<T>(string path, object? body, CancellationToken cancellationToken)
        where T : class => SendAsync<T>(HttpMethod.Post, path, body, cancellationToken);

    public async Task<ApiResult<T>> SendAsync<T>(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
        where T : class
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(connection.RequestTimeout);
        try
        {
            using var request = await RequestAsync(method, path, body);
            using var response = await connection.Client.SendAsync(request, timeout.Token);
            return await ReadAsync<T>(response, timeout.Token);
        }
        catch (HttpRequestException)
        {
            return ApiFailure.Unreachable;
        }
        catch (IOException)
        {
            return ApiFailure.Unreachable;
        }
        catch (JsonException)
        {
            return new ApiFailure(ApiFailureKind.Failed, "The API's answer cannot be read: the console and the API are of different versions.", []);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ApiFailure.Unreachable with { Message = $"The API took longer than {connection.RequestTimeout.TotalSeconds:0} s. This page tries again by itself." };
        }
    }

    /// <summary>Opens a stream of server-sent events; the caller disposes of the answer.</summary>
    internal async Task<HttpResponseMessage> OpenStreamAsync(string path, string? lastEventId, CancellationToken cancellationToken)
    {
        BeginUnattended();
        using var request = await RequestAsync(HttpMethod.Get, path, null);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (lastEventId is not null)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        }

        return await connection.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    private async Task<HttpRequestMessage> RequestAsync(HttpMethod method, string path, object? body)
    {
        var request = new HttpRequestMessage(method, new Uri(connection.Address, path));
        if (await session.TokenAsync() is { } token)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        if (_isUnattended.Value)
        {
            request.Headers.TryAddWithoutValidation(UnattendedHeader, "1");
        }

        if (body is not null)
        {
            request.Content = JsonContent.Create(body, body.GetType(), options: ApiConnection.Json);
        }

        return request;
    }

    private static async Task<ApiResult<T>> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken)
        where T : class
    {
        // The health report is an answer also when it is bad news: it comes as JSON with a 503, a problem does not.
        var type = response.Content.Headers.ContentType?.MediaType;
        if (response.IsSuccessStatusCode || (type is "application/json" && response.StatusCode == System.Net.HttpStatusCode.ServiceUnavailable))
        {
            return type is "application/json" && await response.Content.ReadFromJsonAsync<T>(ApiConnection.Json, cancellationToken) is { } value
                ? value
                : new ApiFailure(ApiFailureKind.Failed, "The API's answer has no content.", []);
        }

        var problem = type is "application/problem+json"
            ? await response.Content.ReadFromJsonAsync<Problem>(ApiConnection.Json, cancellationToken)
            : null;
        return ApiFailure.Of(response.StatusCode, problem);
    }
}
