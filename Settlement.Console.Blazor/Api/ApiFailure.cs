using System.Net;
using Settlement.Domain.Answers;

namespace Settlement.OperatorConsole.Api;

/// <summary>Why the API did not give what was asked for.</summary>
public enum ApiFailureKind
{
    /// <summary>No answer: it is down, or the way to it is.</summary>
    Unreachable,

    /// <summary>It answers that it cannot serve now.</summary>
    Unavailable,

    /// <summary>Nobody is signed in, or the session has ended.</summary>
    SignedOut,

    /// <summary>Who is signed in may not do this.</summary>
    Forbidden,

    /// <summary>There is no such thing, or no such route in this system.</summary>
    NotFound,

    /// <summary>The request breaks a rule or contradicts what stands.</summary>
    Refused,

    /// <summary>Anything else: a fault of the system.</summary>
    Failed,
}

/// <summary>A failure in words for people.</summary>
/// <param name="Errors">One entry per broken rule.</param>
public sealed record ApiFailure(ApiFailureKind Kind, string Message, IReadOnlyList<FieldError> Errors)
{
    public static ApiFailure Unreachable { get; } = new(ApiFailureKind.Unreachable, "The API does not answer. This page tries again by itself.", []);

    /// <summary>Whether the same request may succeed by itself later.</summary>
    public bool IsPassing => Kind is ApiFailureKind.Unreachable or ApiFailureKind.Unavailable;

    internal static ApiFailure Of(HttpStatusCode status, Problem? problem)
    {
        var kind = status switch
        {
            HttpStatusCode.Unauthorized => ApiFailureKind.SignedOut,
            HttpStatusCode.Forbidden => ApiFailureKind.Forbidden,
            HttpStatusCode.NotFound => ApiFailureKind.NotFound,
            HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout => ApiFailureKind.Unavailable,
            >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError => ApiFailureKind.Refused,
            _ => ApiFailureKind.Failed,
        };
        return new ApiFailure(kind, problem?.Detail ?? $"The API answered {(int)status}.", problem?.Errors ?? []);
    }
}
