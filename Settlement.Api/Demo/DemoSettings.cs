using System.Globalization;

namespace Settlement.Api.Demo;

/// <summary>The demonstration's own configuration; it overrules the environment, so that nothing outside takes part in the day.</summary>
internal static class DemoSettings
{
    public static IReadOnlyList<KeyValuePair<string, string?>> Make(string folder, int seed) =>
    [
        new("Database:ConnectionString", ""),
        new("Database:DataFolder", folder),

        // The folder is thrown away at the end: nothing is lost if the machine stops before.
        new("Database:Settings:fsync", "off"),
        new("Reference:Seed", "None"),
        new("Access:Mode", "demo"),

        // Faults are part of the day and not news.
        new("Logging:LogLevel:Default", "Error"),
        new("Execution:BaseDelayMilliseconds", "10"),
        new("Execution:Faults:Seed", seed.ToString(CultureInfo.InvariantCulture)),
        new("Execution:Faults:MeanDelayMilliseconds", "2"),
        new("Execution:Faults:MaxDelayMilliseconds", "20"),
        new("Execution:Faults:TransientRefusalRate", "0.02"),
        new("Execution:Faults:LostBeforeRate", "0.01"),
        new("Execution:Faults:LostAfterRate", "0.02"),
        new("Execution:Faults:Blocked:" + BankingNetwork.FailingSide, "account_blocked"),

        // The preferred region is away while Zurich closes.
        new("Execution:Faults:Outages:0:Region", "eu"),
        new("Execution:Faults:Outages:0:From", "2026-11-24T14:30:00Z"),
        new("Execution:Faults:Outages:0:Until", "2026-11-24T16:00:00Z"),
    ];

    /// <summary>For a history: small faults only, since it is about flows.</summary>
    public static IReadOnlyList<KeyValuePair<string, string?>> MakeHistory(string folder, int seed) =>
    [
        new("Database:ConnectionString", ""),
        new("Database:DataFolder", folder),

        // A history that a power cut spoils is played again.
        new("Database:Settings:fsync", "off"),
        new("Reference:Seed", "None"),
        new("Logging:LogLevel:Default", "Error"),
        new("Execution:BaseDelayMilliseconds", "10"),
        new("Execution:Faults:Seed", seed.ToString(CultureInfo.InvariantCulture)),
        new("Execution:Faults:MeanDelayMilliseconds", "1"),
        new("Execution:Faults:MaxDelayMilliseconds", "5"),
    ];
}
