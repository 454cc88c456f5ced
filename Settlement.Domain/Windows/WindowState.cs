namespace Settlement.Domain.Windows;

/// <summary>The states of a window saga.</summary>
public static class WindowState
{
    /// <summary>Takes payments.</summary>
    public const string Open = nameof(Open);

    /// <summary>Its close marker stands in the intake log; its payments are being planned and settled.</summary>
    public const string Closing = nameof(Closing);

    /// <summary>Every payment of it is settled, moved to a later window, rejected or reversed.</summary>
    public const string Closed = nameof(Closed);

    /// <summary>Its report is kept. Final.</summary>
    public const string Reported = nameof(Reported);
}
