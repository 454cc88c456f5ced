using System.Text.Json;

namespace Settlement.Domain.Events;

/// <summary>One change of a saga, as the event stream tells it.</summary>
/// <param name="Machine">transaction, batch or window.</param>
/// <param name="Key">The id of the transaction, batch or window.</param>
/// <param name="From">State before, lower-case words joined by underscores; initial for the first.</param>
/// <param name="Payload">The message that caused it.</param>
public sealed record EventView(
    long Position, string Machine, string Key, int Version, string Event, string From, string To, DateTimeOffset At, JsonElement Payload);
