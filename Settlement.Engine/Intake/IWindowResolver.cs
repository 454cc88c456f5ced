using Settlement.Domain.Transactions;

namespace Settlement.Engine.Intake;

/// <summary>Says, from the window schedule, which payments miss the window that they asked for.</summary>
public interface IWindowResolver
{
    /// <summary>Null when the payment makes the window it asked for.</summary>
    /// <param name="position">Where the payment stands in the intake log.</param>
    /// <param name="receivedAt">When it was received, as the log has it.</param>
    WindowRoll? FindRoll(Payment payment, long position, DateTimeOffset receivedAt);
}

/// <summary>A payment that came after its window's cut-off or close and belongs to a later window of the same kind.</summary>
/// <param name="ValueDate">The value date it has instead.</param>
/// <param name="WindowId">The window it belongs to.</param>
/// <param name="Reason">For people: why, e.g. which cut-off had passed.</param>
public sealed record WindowRoll(DateOnly ValueDate, string WindowId, string Reason);
