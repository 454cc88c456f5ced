namespace Settlement.Domain.Batches;

/// <summary>What the parties of a batch agreed on in one round, as the page of a settlement shows it.</summary>
/// <param name="Parties">How many the batch has.</param>
/// <param name="Quorum">Signatures that were needed.</param>
/// <param name="Signers">Who signed, in order of name.</param>
/// <param name="Objections">Who found its own side wrong; the next round is without their payments.</param>
public sealed record AgreementView(
    int Round, string PlanHash, int Parties, int Quorum, IReadOnlyList<string> Signers, IReadOnlyList<ObjectionView> Objections, DateTimeOffset At);

/// <param name="Reason">A snake_case kind, a colon, and what was found and expected.</param>
public sealed record ObjectionView(string Participant, string Reason);
