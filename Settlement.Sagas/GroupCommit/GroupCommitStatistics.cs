namespace Settlement.Sagas.GroupCommit;

/// <summary>Counts of one machine's repository since it started.</summary>
/// <param name="Loads">Sagas asked of the database, in <paramref name="LoadBatches"/> SELECTs.</param>
/// <param name="Writes">Changes handed to the database, in <paramref name="Commits"/> commits; a bisected batch counts once per try.</param>
/// <param name="Conflicts">Changes that lost their version check.</param>
/// <param name="Bisections">Batches that were halved to find a row that the database refuses.</param>
public readonly record struct GroupCommitStatistics(
    long Loads, long LoadBatches, long CacheHits, long Writes, long Commits, long Conflicts, long Bisections);
