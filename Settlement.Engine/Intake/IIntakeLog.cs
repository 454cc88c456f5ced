using Settlement.Domain.Transactions;

namespace Settlement.Engine.Intake;

/// <summary>
/// The ordered, append-only log of what was accepted. It is the only input of the engine: a window's membership, the sagas and the
/// ledger all follow from it. Payments of one partition stand in the order of their positions; a log with one partition, as the database's own is
/// (<see cref="IOrderedIntakeLog"/>), orders them all.
/// </summary>
public interface IIntakeLog
{
    /// <summary>Appends a payment, in a commit shared with its neighbours; completes after that commit.</summary>
    /// <exception cref="IntakeLogUnavailableException">The log could not be written; nothing is known to be appended.</exception>
    ValueTask<AppendResult> AppendAsync(IntakeRecord record, CancellationToken cancellationToken);

    /// <summary>Appends a window's close marker; a second marker of the same window returns the first one's position.</summary>
    Task<WindowCloseMarker> AppendWindowCloseAsync(string windowId, string closedBy, string reason, CancellationToken cancellationToken);

    /// <summary>The close markers up to a position, inclusive, in order; of a log with several partitions one for each.</summary>
    Task<IReadOnlyList<WindowCloseMarker>> ReadWindowClosesAsync(long upTo, CancellationToken cancellationToken);
}

/// <param name="Fingerprint">SHA-256 of the canonical body, 32 bytes.</param>
/// <param name="Body">The request as it came, JSON text: metadata and unknown fields survive in it.</param>
public sealed record IntakeRecord(Payment Payment, byte[] Fingerprint, string Body);

public enum AppendOutcome
{
    /// <summary>New: appended at the result's position.</summary>
    Accepted,

    /// <summary>The same key with the same body stands in the log already.</summary>
    Duplicate,

    /// <summary>The key stands in the log with another body.</summary>
    KeyReused,

    /// <summary>The transaction id stands in the log under another key.</summary>
    TransactionExists,
}

/// <param name="Position">Where the payment stands: its own, or that of the earlier one it collides with.</param>
/// <param name="TransactionId">The transaction at that position.</param>
public sealed record AppendResult(AppendOutcome Outcome, long Position, string TransactionId, DateTimeOffset ReceivedAt);

/// <param name="Appended">False when an earlier marker of the window stood there already.</param>
public sealed record WindowCloseMarker(string WindowId, long Position, DateTimeOffset At, string ClosedBy, string Reason, bool Appended);

/// <summary>One entry: either a payment or a window's close marker.</summary>
public sealed record IntakeEntry(long Position, DateTimeOffset ReceivedAt, Payment? Payment, WindowCloseMarker? WindowClose);

/// <summary>The intake log cannot be reached or written now; the client may try again.</summary>
public sealed class IntakeLogUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
