namespace Settlement.Api.Demo;

/// <param name="Core">For a peripheral bank the core bank through which it pays; null for a core bank.</param>
/// <param name="Home">Its home currency.</param>
internal sealed record DemoBank(string Id, string Name, string Bic, string Region, string Home, string? Core)
{
    public bool IsCore => Core is null;

    /// <summary>Its two accounts.</summary>
    public IReadOnlyList<string> Accounts => [Id + "_001", Id + "_002"];
}

/// <summary>A net debit cap, whole units of its currency.</summary>
internal sealed record DemoCap(string Bank, string Currency, long Units);
