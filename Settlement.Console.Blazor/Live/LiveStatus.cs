namespace Settlement.OperatorConsole.Live;

/// <summary>How current the figures of a page are.</summary>
public enum LiveState
{
    /// <summary>Not told yet.</summary>
    Connecting,

    /// <summary>The API tells of every change.</summary>
    Live,

    /// <summary>The API tells nothing any more: what is shown may be out of date.</summary>
    Stale,
}

/// <param name="Since">Since when it is so, by the server's clock; of <see cref="LiveState.Stale"/>, the last moment that was told.</param>
public sealed record LiveStatus(LiveState State, DateTimeOffset Since);
