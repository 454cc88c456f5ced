namespace Settlement.Domain.Transactions;

/// <summary>Gathers the broken rules of one payment: one per field, the first that is found.</summary>
/// <param name="path">What stands before every field's name, e.g. <c>transactions[3]</c>; empty for a payment of its own.</param>
public sealed class PaymentErrors(string path)
{
    /// <summary>Ten fields and some room for metadata and unknown ones; what is broken more often is broken enough.</summary>
    public const int Max = 32;

    private List<PaymentError>? _found;

    public bool Any => _found is not null;

    public IReadOnlyList<PaymentError> All => _found ?? (IReadOnlyList<PaymentError>)[];

    public void Add(string field, string code, string message)
    {
        _found ??= [];
        var full = path.Length == 0 ? field : field.Length == 0 ? path : field[0] == '[' ? path + field : $"{path}.{field}";
        if (_found.Count < Max && !_found.Exists(known => string.Equals(known.Field, full, StringComparison.Ordinal)))
        {
            _found.Add(new PaymentError(full, code, message));
        }
    }
}
