using Settlement.Api.Cli;
using Settlement.Api.Demo;

var serve = ServeCommand.Create();
var commandLine = new CommandLine(
    Environment.GetEnvironmentVariable("SETTLEMENT_PROGRAM") ?? "settlement",
    "Settles payments between banks: intake, netting, matching, execution and a double-entry ledger.",
    [serve, DemoCommand.Create(), VerifyLedgerCommand.Create()],
    standard: serve);
return await commandLine.RunAsync(args);
