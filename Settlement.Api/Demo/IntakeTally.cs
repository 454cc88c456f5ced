namespace Settlement.Api.Demo;

/// <summary>How the day's requests were answered.</summary>
internal sealed class IntakeTally
{
    public int Accepted { get; private set; }

    /// <summary>Refused by validation.</summary>
    public int Refused { get; private set; }

    /// <summary>Sent again on purpose.</summary>
    public int Duplicates { get; private set; }

    /// <summary>Recognised as sent before.</summary>
    public int Deduped { get; private set; }

    public void Note(DemoPayment payment, string status)
    {
        Duplicates += payment.Intent == DemoIntent.Duplicate ? 1 : 0;
        switch (status)
        {
            case "submitted":
                Accepted++;
                break;
            case "deduped":
                Deduped++;
                break;
            default:
                Refused++;
                break;
        }
    }
}
