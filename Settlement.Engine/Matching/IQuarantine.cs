namespace Settlement.Engine.Matching;

/// <summary>Takes a participant out of business until an operator lets it back in. Idempotent.</summary>
public interface IQuarantine
{
    Task QuarantineAsync(string participant, string reason, CancellationToken cancellationToken);
}
