using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Settlement.Engine.Matching;

/// <summary>
/// The parties that live in this process, one per participant. A party's key is generated and registered when the party is first needed.
/// </summary>
public sealed class HostedParties(PartyKeyFolder folder, PartyKeyRegister register, TimeProvider time) : IPartyDirectory, IDisposable
{
    private readonly ConcurrentDictionary<string, HostedParty> _parties = new(StringComparer.Ordinal);

    /// <exception cref="PartyKeyException">A key file is missing, unsafe, or not the one that is registered.</exception>
    public async Task<IReadOnlyList<IParty>> PartiesAsync(IReadOnlyList<string> participants, CancellationToken cancellationToken)
    {
        var missing = participants.Where(participant => !_parties.ContainsKey(participant)).ToList();
        if (missing.Count > 0)
        {
            await OpenAsync(missing, cancellationToken).ConfigureAwait(false);
        }

        return [.. participants.Select(participant => _parties[participant])];
    }

    public void Dispose()
    {
        foreach (var party in _parties.Values)
        {
            party.Key.Dispose();
        }
    }

    private async Task OpenAsync(List<string> participants, CancellationToken cancellationToken)
    {
        var registered = await register.FindAsync(participants, cancellationToken).ConfigureAwait(false);
        var fresh = participants.Where(participant => !registered.ContainsKey(participant)).ToList();
        if (fresh.Count > 0)
        {
            await register.RegisterAsync(fresh, Generate, cancellationToken).ConfigureAwait(false);
            registered = await register.FindAsync(participants, cancellationToken).ConfigureAwait(false);
        }

        foreach (var participant in participants)
        {
            // A key that is registered is never generated anew: nothing that it signed would belong to the party any more.
            var key = folder.Load(participant) ?? throw new PartyKeyException(
                $"the public key of {participant} is registered, but its private key {folder.PathOf(participant)} is missing; restore the file");
            if (!registered[participant].Bytes.AsSpan().SequenceEqual(key.PublicKey))
            {
                throw new PartyKeyException(
                    $"the private key {folder.PathOf(participant)} has the fingerprint {Fingerprint(key.PublicKey)}, but {participant} is registered "
                    + $"with {Fingerprint(registered[participant].Bytes)}; restore the file that belongs to this database");
            }

            if (!_parties.TryAdd(participant, new HostedParty(participant, key, time)))
            {
                key.Dispose();
            }
        }
    }

    private byte[] Generate(string participant)
    {
        using var key = folder.LoadOrCreate(participant);
        return key.PublicKey;
    }

    private static string Fingerprint(byte[] publicKey) => Convert.ToHexStringLower(SHA256.HashData(publicKey).AsSpan(0, 8));
}
