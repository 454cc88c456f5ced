namespace Settlement.Benchmarks.Chaos;

/// <summary>A payment that a client has an answer for.</summary>
/// <param name="Round">The round in which it was first sent.</param>
/// <param name="Status">200 or 202: accepted; 422: refused.</param>
/// <param name="Sends">How often it was sent until it was answered.</param>
internal sealed record SubmittedPayment(string TransactionId, string Body, int Round, int Status, int Sends)
{
    public bool IsAccepted => Status is 200 or 202;
}
