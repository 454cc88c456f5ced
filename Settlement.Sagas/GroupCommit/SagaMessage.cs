using System.Reflection;
using System.Text.Json;

namespace Settlement.Sagas.GroupCommit;

/// <summary>What an event row takes from a message of type <typeparamref name="T"/>, worked out once per type.</summary>
internal static class SagaMessage<T>
    where T : class
{
    private static readonly Func<T, DateTimeOffset>? ReadAt = AtOf();

    public static string Name { get; } = typeof(T).Name;

    /// <summary>The message's own property "At"; the clock's time where it has none.</summary>
    public static DateTimeOffset At(T message, TimeProvider clock)
    {
        var at = (ReadAt?.Invoke(message) ?? clock.GetUtcNow()).ToUniversalTime();
        return at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    public static string Payload(T message) => JsonSerializer.Serialize(message, StoredJson.Options);

    private static Func<T, DateTimeOffset>? AtOf() =>
        typeof(T).GetProperty("At", BindingFlags.Public | BindingFlags.Instance) is { CanRead: true } property
            && property.PropertyType == typeof(DateTimeOffset)
            ? property.GetMethod!.CreateDelegate<Func<T, DateTimeOffset>>()
            : null;
}
