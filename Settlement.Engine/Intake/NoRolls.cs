using Settlement.Domain.Transactions;

namespace Settlement.Engine.Intake;

/// <summary>Without a window schedule every payment makes its window.</summary>
internal sealed class NoRolls : IWindowResolver
{
    public WindowRoll? FindRoll(Payment payment, long position, DateTimeOffset receivedAt) => null;
}
