using Settlement.Domain.Batches;

namespace Settlement.Optimization.Checking;

/// <summary>Whether cases together hold every plan: told apart payment by payment, each payment with both of its cases.</summary>
internal static class CaseCover
{
    /// <summary>Cases of a certificate at most: more would be longer than the plan.</summary>
    private const int MaxCases = 1_024;

    public static bool Holds(IReadOnlyList<CertificateCase> cases, IReadOnlySet<string> payments) =>
        cases.Count is > 0 and <= MaxCases
        && cases.All(one => one.Fixed.All(fixing => payments.Contains(fixing.TransactionId))
            && one.Fixed.DistinctBy(fixing => fixing.TransactionId, StringComparer.Ordinal).Count() == one.Fixed.Count)
        && Holds([.. cases], 0);

    /// <param name="depth">They agree up to here. Each level splits them, so there are fewer levels than cases.</param>
    private static bool Holds(List<CertificateCase> cases, int depth)
    {
        if (cases is [var only] && only.Fixed.Count == depth)
        {
            return true;
        }

        if (cases.Count < 2 || cases.Exists(one => one.Fixed.Count == depth || one.Fixed[depth].TransactionId != cases[0].Fixed[depth].TransactionId))
        {
            return false;
        }

        return Holds(cases.FindAll(one => one.Fixed[depth].Settles), depth + 1) && Holds(cases.FindAll(one => !one.Fixed[depth].Settles), depth + 1);
    }
}
