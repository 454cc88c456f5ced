namespace Settlement.OperatorConsole;

/// <summary>Section <c>Console</c>.</summary>
public sealed class ConsoleOptions
{
    public const string Section = "Console";

    /// <summary>Base address of the API, e.g. <c>https://settlement.example</c>; null when this process serves the API itself.</summary>
    public Uri? ApiAddress { get; set; }

    /// <summary>Longest wait for an answer of the API, 1 to 60 s.</summary>
    public int TimeoutSeconds { get; set; } = 10;

    /// <summary>Pages that lost their connection and are kept for its return, 0 to 10,000 per process.</summary>
    public int MaxLostCircuits { get; set; } = 100;

    /// <summary>Access:TlsEndedByProxy: browsers reach this over https though it is not told so.</summary>
    internal bool TlsEndedByProxy { get; set; }

    internal bool IsValid =>
        ApiAddress is null or { IsAbsoluteUri: true, Scheme: "http" or "https" } && TimeoutSeconds is >= 1 and <= 60 && MaxLostCircuits is >= 0 and <= 10_000;
}
