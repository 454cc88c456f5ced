using System.Diagnostics.CodeAnalysis;

namespace Settlement.OperatorConsole.Api;

/// <summary>What the API gave, or why it gave nothing.</summary>
public sealed record ApiResult<T>(T? Value, ApiFailure? Failure)
    where T : class
{
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Failure))]
    public bool IsOk => Failure is null;

    public static implicit operator ApiResult<T>(T value) => new(value, null);

    public static implicit operator ApiResult<T>(ApiFailure failure) => new(null, failure);

    /// <summary>The same failure for another answer, or what <paramref name="next"/> makes of the value.</summary>
    public ApiResult<TNext> Then<TNext>(Func<T, TNext> next)
        where TNext : class => IsOk ? next(Value) : Failure;
}
