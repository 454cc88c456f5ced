using Settlement.Benchmarks.Cli;

// In the order in which ./bench all runs them. Each bench lives in a folder of its name.
Bench[] benches = [];

return await BenchCommands.Create(Environment.GetEnvironmentVariable("SETTLEMENT_PROGRAM") ?? "settlement-bench", benches).RunAsync(args);
