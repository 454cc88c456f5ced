using Npgsql;

namespace Settlement.Sagas.GroupCommit;

/// <summary>The sagas' data source, apart from any other one that the container holds, and not the container's to dispose of.</summary>
internal sealed record SagaDataSource(NpgsqlDataSource Value);
