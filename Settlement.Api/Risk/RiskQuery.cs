using Settlement.Domain.Currencies;

namespace Settlement.Api.Risk;

/// <summary>The rules that the queries of risk and liquidity share.</summary>
internal static class RiskQuery
{
    public static bool TryReadCurrency(string? code, out FieldError? error)
    {
        error = code is null || Currency.Find(code) is not null
            ? null
            : new FieldError("currency", "unknown_currency", "currency must be the code of an active currency of ISO 4217, in capitals, such as EUR.");
        return error is null;
    }

    public static FieldError RequiredCurrency { get; } = new("currency", "required", "currency is required: the code of a currency of ISO 4217, such as EUR.");
}
