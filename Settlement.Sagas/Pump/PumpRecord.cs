namespace Settlement.Sagas.Pump;

/// <summary>One record of an ordered log.</summary>
/// <param name="Position">Grows from record to record; gaps are fine.</param>
/// <param name="Key">Records of one key are handled one at a time and in order.</param>
public readonly record struct PumpRecord<T>(long Position, string Key, T Item);
