namespace Settlement.Domain.Transactions;

/// <summary>One broken rule of one field. A field carries at most one: the first in the order in which its rules are checked.</summary>
/// <param name="Field">The field's JSON name with its path: <c>amount</c>, <c>metadata.note</c>, <c>transactions[3].amount</c>; empty for the whole.</param>
/// <param name="Code">One of <see cref="PaymentErrorCodes"/>; stable, for programs.</param>
/// <param name="Message">For people; may change.</param>
public sealed record PaymentError(string Field, string Code, string Message);
