namespace Settlement.Optimization.Checking;

/// <summary>
/// Net mode: strikes out, until nothing changes, every payment that is larger than what its debtor may spend and all that those not struck
/// out could bring it.
/// </summary>
internal static class Survivors
{
    public static void Mark(IReadOnlyList<PricedPayment> payments, IReadOnlyList<long> spendable)
    {
        bool struck;
        do
        {
            var most = spendable.Select(minor => (Int128)minor).ToArray();
            foreach (var payment in payments.Where(payment => payment.MaySettle && !payment.IsOnUs))
            {
                most[payment.CreditCell] += payment.DestinationMinor;
            }

            struck = false;
            foreach (var payment in payments.Where(payment => payment.MaySettle && !payment.IsOnUs))
            {
                payment.MaySettle = payment.Candidate.SourceMinor <= most[payment.DebitCell];
                struck |= !payment.MaySettle;
            }
        }
        while (struck);
    }
}
