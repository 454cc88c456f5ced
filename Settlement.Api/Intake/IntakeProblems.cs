using Settlement.Api.Http;
using Settlement.Domain.Transactions;
using Settlement.Engine.Intake;

namespace Settlement.Api.Intake;

/// <summary>What intake refuses, as problem details.</summary>
internal static class IntakeProblems
{
    /// <summary>A log that is away comes back within seconds or not at all; who tries again after one helps neither case by waiting longer.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    public static IResult Unavailable() => Problems.Unavailable(RetryAfter);

    public static IResult Invalid(IReadOnlyList<PaymentError> errors) =>
        Problems.Invalid([.. errors.Select(error => new FieldError(error.Field, error.Code, error.Message))]);

    /// <summary>The error of a payment that collides with an earlier one; null when it does not.</summary>
    /// <param name="path">Stands before the field's name, with its dot.</param>
    public static PaymentError? FindCollision(AppendOutcome outcome, string path) => outcome switch
    {
        AppendOutcome.KeyReused => new PaymentError(
            path + "idempotency_key", PaymentErrorCodes.KeyReused, "This idempotency key was used with another body before."),
        AppendOutcome.TransactionExists => new PaymentError(
            path + "transaction_id", PaymentErrorCodes.TransactionExists, "This transaction id was used with another idempotency key before."),
        _ => null,
    };
}
