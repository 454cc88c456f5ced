namespace Settlement.OperatorConsole.Pages.Fx;

/// <summary>A quote as the API shows it.</summary>
/// <param name="Mid">Units of quote for one unit of base.</param>
/// <param name="SpreadBps">Full bid-ask spread in basis points of mid.</param>
public sealed record RateLine(string Base, string Quote, string Mid, string SpreadBps, string Source, DateTimeOffset AsOf);
