namespace Settlement.Engine.Risk;

/// <summary>What one participant pays and receives in one currency by the payments of one stage.</summary>
/// <param name="Payments">Payments that it takes part in on either side.</param>
/// <param name="OutgoingMinor">What it is to pay.</param>
/// <param name="IncomingMinor">What it is to receive; payments without a rate have no value here.</param>
public readonly record struct StageFlow(long Payments, long OutgoingMinor, long IncomingMinor)
{
    public static StageFlow operator +(StageFlow a, StageFlow b) =>
        new(a.Payments + b.Payments, checked(a.OutgoingMinor + b.OutgoingMinor), checked(a.IncomingMinor + b.IncomingMinor));
}
