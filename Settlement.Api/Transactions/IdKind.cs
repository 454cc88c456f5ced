namespace Settlement.Api.Transactions;

/// <summary>What an id names that somebody looks for. In order of precedence: an id that names two things is taken for the first.</summary>
public enum IdKind
{
    Transaction,
    Batch,
    Window,
    Account,
    Participant,
}
