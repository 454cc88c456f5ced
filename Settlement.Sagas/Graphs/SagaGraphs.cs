using Settlement.Sagas.Batches;
using Settlement.Sagas.Transactions;
using Settlement.Sagas.Windows;

namespace Settlement.Sagas.Graphs;

/// <summary>The graphs of all machines, by the machine's name.</summary>
public sealed record SagaGraphs(IReadOnlyDictionary<string, SagaGraph> ByMachine)
{
    public SagaGraph Transaction => ByMachine[TransactionSaga.Table.Machine];

    public static SagaGraphs Read() => new(new SagaGraph[]
    {
        SagaGraph.Of(TransactionSaga.Table.Machine, new TransactionMachine()),
        SagaGraph.Of(BatchSaga.Table.Machine, new BatchMachine()),
        SagaGraph.Of(WindowSaga.Table.Machine, new WindowMachine()),
    }.ToDictionary(graph => graph.Machine, StringComparer.Ordinal));
}
