namespace Settlement.Domain.Batches;

/// <summary>What the plan of a batch costs, beside what it would cost otherwise. Amounts are in units of <paramref name="Currency"/>.</summary>
/// <param name="Cost">Of the whole plan that the batch belongs to.</param>
/// <param name="Naive">Every payment on its own wire, unmatched.</param>
/// <param name="LowerBound">No plan of the same problem can cost less.</param>
/// <param name="Gap">Share of the cost above the bound, 0 to 1.</param>
public sealed record BatchPlanView(
    string PlanId, string Mode, string PlanHash, DateTimeOffset MadeAt, string Currency, string Cost, string Naive, string LowerBound, double Gap, int Batches,
    int Deferred);

/// <summary>A wire as it stands.</summary>
/// <param name="Status">pending, sending, confirmed, refused, failed or withdrawn.</param>
/// <param name="Attempts">Calls to a rail about it, sends and inquiries alike.</param>
/// <param name="Reason">Why the last call did not succeed; empty when it did.</param>
public sealed record WireStatusView(
    string WireId, int Round, string Phase, string Debtor, string Creditor, string Currency, string Amount, string? TransactionId, string Status, string? Region,
    int Attempts, DateTimeOffset? NextAttemptAt, string Reason, DateTimeOffset CreatedAt, DateTimeOffset? ConfirmedAt);

/// <summary>The parties' agreement to one round of a batch.</summary>
/// <param name="Certificate">Whether enough of them have signed.</param>
/// <param name="Quorum">Signatures needed; 0 while nothing is proposed.</param>
public sealed record BatchVotesView(int Round, bool Certificate, int Parties, int Quorum, DateTimeOffset? At, IReadOnlyList<VoteView> Votes);

/// <param name="PlanHash">What the party signed.</param>
/// <param name="Signature">ECDSA P-256 over SHA-256 in base64.</param>
public sealed record VoteView(string Participant, string PlanHash, string Signature, DateTimeOffset At);
