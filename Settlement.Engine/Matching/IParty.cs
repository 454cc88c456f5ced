namespace Settlement.Engine.Matching;

/// <summary>One participant as it takes part in matching.</summary>
public interface IParty
{
    string Participant { get; }

    /// <summary>Re-checks the party's own side and signs, or refuses.</summary>
    Task<PartyAnswer> AnswerAsync(PartyCase @case, CancellationToken cancellationToken);
}

/// <summary>Either a vote or an objection. Neither: what the party sent was no vote of its own, and was dropped.</summary>
public sealed record PartyAnswer(PartyVote? Vote, Objection? Objection);

/// <summary>Finds the parties of a batch.</summary>
public interface IPartyDirectory
{
    /// <summary>The parties in the order asked for; a participant that cannot be reached at all is left out.</summary>
    Task<IReadOnlyList<IParty>> PartiesAsync(IReadOnlyList<string> participants, CancellationToken cancellationToken);
}
