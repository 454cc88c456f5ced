using Settlement.Domain.Batches;
using Settlement.Domain.Fx;
using Settlement.Domain.Reference;

namespace Settlement.Engine.Reference;

/// <summary>
/// All reference data as of one version; immutable, so that a decision is made on one state of it. Held whole in memory: some hundred
/// bytes an account.
/// </summary>
public sealed class ReferenceSnapshot
{
    private readonly Dictionary<(string Participant, string Currency), long> caps;
    private readonly Dictionary<(string Debtor, string Creditor, string Currency), long> limits;

    public ReferenceSnapshot(
        long version,
        IEnumerable<Participant> participants,
        IEnumerable<Account> accounts,
        IEnumerable<NetDebitCap> netDebitCaps,
        IEnumerable<BilateralLimit> bilateralLimits,
        FxRates rates)
    {
        Version = version;
        Rates = rates;
        ParticipantsInOrder = [.. participants.OrderBy(participant => participant.ParticipantId, StringComparer.Ordinal)];
        AccountsInOrder = [.. accounts.OrderBy(account => account.AccountId, StringComparer.Ordinal)];
        NetDebitCaps = [.. netDebitCaps.OrderBy(cap => cap.ParticipantId, StringComparer.Ordinal).ThenBy(cap => cap.Currency, StringComparer.Ordinal)];
        BilateralLimits =
        [
            .. bilateralLimits.OrderBy(limit => limit.Debtor, StringComparer.Ordinal)
                .ThenBy(limit => limit.Creditor, StringComparer.Ordinal).ThenBy(limit => limit.Currency, StringComparer.Ordinal),
        ];
        Participants = ParticipantsInOrder.ToDictionary(participant => participant.ParticipantId, StringComparer.Ordinal);
        Accounts = AccountsInOrder.ToDictionary(account => account.AccountId, StringComparer.Ordinal);
        caps = NetDebitCaps.ToDictionary(cap => (cap.ParticipantId, cap.Currency), cap => cap.LimitMinor);
        limits = BilateralLimits.ToDictionary(limit => (limit.Debtor, limit.Creditor, limit.Currency), limit => limit.LimitMinor);
    }

    /// <summary>What stands before the first load: nobody and nothing.</summary>
    public static ReferenceSnapshot Empty { get; } = new(-1, [], [], [], [], new FxRates([]));

    /// <summary>Grows by one with every commit of changes; -1 before the first load.</summary>
    public long Version { get; }

    /// <summary>By participant id.</summary>
    public IReadOnlyDictionary<string, Participant> Participants { get; }

    /// <summary>By account id.</summary>
    public IReadOnlyDictionary<string, Account> Accounts { get; }

    public IReadOnlyList<Participant> ParticipantsInOrder { get; }

    public IReadOnlyList<Account> AccountsInOrder { get; }

    public IReadOnlyList<NetDebitCap> NetDebitCaps { get; }

    public IReadOnlyList<BilateralLimit> BilateralLimits { get; }

    /// <summary>The latest quote of each pair.</summary>
    public FxRates Rates { get; }

    /// <summary>Whether the participant is known and neither suspended nor quarantined.</summary>
    public bool IsActive(string participantId) =>
        Participants.TryGetValue(participantId, out var participant) && participant.Status == ParticipantStatus.Active;

    /// <summary>Minor units; null where there is no cap.</summary>
    public long? NetDebitCap(string participantId, string currency) =>
        caps.TryGetValue((participantId, currency), out var limit) ? limit : null;

    /// <summary>Minor units; null where there is no limit.</summary>
    public long? BilateralLimit(string debtor, string creditor, string currency) =>
        limits.TryGetValue((debtor, creditor, currency), out var limit) ? limit : null;
}
