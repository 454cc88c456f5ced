using Settlement.Benchmarks.Chaos;
using Settlement.Benchmarks.Cli;
using Settlement.Benchmarks.Close;
using Settlement.Benchmarks.Consensus;
using Settlement.Benchmarks.Forecast;
using Settlement.Benchmarks.Frontier;
using Settlement.Benchmarks.Intake;
using Settlement.Benchmarks.Ledger;
using Settlement.Benchmarks.OperatorConsole;
using Settlement.Benchmarks.Plan;
using Settlement.Benchmarks.Sagas;
using Settlement.Benchmarks.Settle;

// In the order in which ./bench all runs them. Each bench lives in a folder of its name.
Bench[] benches =
[
    new("sagas", "life cycles of the transaction saga per second, against one commit a message", SagasBench.RunAsync),
    IntakeBench.Bench,
    SettleBench.Bench,
    CloseBench.Bench,
    LedgerBench.Bench,
    ForecastBench.Bench,
    ConsensusBench.Bench,
    PlanBench.Bench,
    FrontierBench.Bench,
    ConsoleBench.Bench,
    ChaosBench.Bench,
];

return await BenchCommands.Create(Environment.GetEnvironmentVariable("SETTLEMENT_PROGRAM") ?? "settlement-bench", benches).RunAsync(args);
