namespace Settlement.Domain.Windows;

/// <summary>Why a payment settles on a later day than its window kind promises; the first that held.</summary>
public enum RollReason
{
    None,

    /// <summary>It was received on a day on which one of its currencies is closed.</summary>
    NotABusinessDay,

    /// <summary>It was received at or after the day's cut-off.</summary>
    AfterCutOff,

    /// <summary>The window had been closed early.</summary>
    WindowClosed,

    /// <summary>Every window of the kind within <see cref="WindowSchedule.HorizonDays"/> is closed: the slot names the last of them, and nothing can join it.</summary>
    NoneOpen,
}

/// <summary>The window that a payment belongs to.</summary>
/// <param name="WindowId">Text of a <see cref="Windows.WindowId"/>, or <see cref="WindowId.Rtgs"/>.</param>
/// <param name="Currency">The controlling currency: the one of the pair whose cut-off comes first on the value date.</param>
/// <param name="ValueDate">The day on which it settles; for RTGS the day of receipt at the place of the source currency.</param>
/// <param name="CutOff">UTC; null for RTGS, which never closes.</param>
/// <param name="RolledFrom">The value date that it would have had, when it has a later one.</param>
public sealed record WindowSlot(
    string WindowId,
    WindowKind Kind,
    string Currency,
    DateOnly ValueDate,
    DateTimeOffset? CutOff,
    DateOnly? RolledFrom = null,
    RollReason RollReason = RollReason.None);
