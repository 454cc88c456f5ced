namespace Settlement.Benchmarks.Chaos;

/// <param name="Faults">Rounds by fault.</param>
/// <param name="Lost">0 if every payment came to its end and every audit passed; else 1, and <paramref name="Broken"/> says what was found first.</param>
/// <param name="Doubled">0 unless an audit failed: what is out of order then may be there twice.</param>
/// <param name="WorstRecoveryS">Seconds.</param>
internal sealed record ChaosFigures(int Rounds, IReadOnlyDictionary<string, int> Faults, int Lost, int Doubled, double WorstRecoveryS, string? Broken);
