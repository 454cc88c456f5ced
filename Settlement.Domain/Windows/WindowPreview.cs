namespace Settlement.Domain.Windows;

/// <summary>What a closure of a window would take in, at this moment.</summary>
/// <param name="Payments">Payments that wait in it.</param>
/// <param name="Parties">Participants that pay or receive in it.</param>
/// <param name="Gross">Their amounts, one entry per source currency.</param>
public sealed record WindowPreview(string WindowId, string Status, DateTimeOffset CutOff, int Payments, int Parties, IReadOnlyList<PreviewedGross> Gross);

/// <param name="Amount">In units of the currency.</param>
public sealed record PreviewedGross(string Currency, int Payments, string Amount);
