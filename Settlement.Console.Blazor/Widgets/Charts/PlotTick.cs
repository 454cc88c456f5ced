namespace Settlement.OperatorConsole.Widgets.Charts;

/// <summary>A word below a plot.</summary>
/// <param name="Place">From 0 at the left to 1,000 at the right.</param>
/// <param name="IsMinor">Left out on a narrow screen.</param>
public sealed record PlotTick(double Place, string Text, bool IsMinor);
