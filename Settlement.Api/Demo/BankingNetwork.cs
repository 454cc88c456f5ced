namespace Settlement.Api.Demo;

/// <summary>The invented community of the demonstration: four core banks, connected with one another, and twelve peripheral ones.</summary>
internal static class BankingNetwork
{
    /// <summary>The currencies of the day, with a share each for payments that are in neither bank's own.</summary>
    public static readonly (string Code, double Share)[] Currencies =
    [
        ("EUR", 0.30), ("USD", 0.30), ("GBP", 0.10), ("CHF", 0.06), ("JPY", 0.10), ("CAD", 0.05), ("AUD", 0.05), ("SEK", 0.04),
    ];

    public static readonly IReadOnlyList<DemoBank> Banks =
    [
        new("meridian", "Meridian Bank", "MERIDEF0XXX", "eu-central", "EUR", null),
        new("northgate", "Northgate Trust", "NORGUS30XXX", "us-east", "USD", null),
        new("albion", "Albion & Sons", "ALBIGB20XXX", "uk-south", "GBP", null),
        new("sumire", "Sumire Ginko", "SUMIJPJ0XXX", "ap-northeast", "JPY", null),
        new("lutetia", "Banque Lutetia", "LUTEFRP0XXX", "eu-west", "EUR", "meridian"),
        new("rheintor", "Rheintor Bank", "RHEICHZ0XXX", "eu-central", "CHF", "meridian"),
        new("norrsund", "Norrsund Bank", "NORRSES0XXX", "eu-north", "SEK", "meridian"),
        new("prairie", "Prairie National", "PRAIUS40XXX", "us-central", "USD", "northgate"),
        new("laurentide", "Laurentide Bank", "LAURCAM0XXX", "ca-central", "CAD", "northgate"),
        new("pacifica", "Pacifica Credit", "PACICAV0XXX", "ca-west", "CAD", "northgate"),
        new("severn", "Severn Building Society", "SEVEGB30XXX", "uk-south", "GBP", "albion"),
        new("helvia", "Helvia Privatbank", "HELVCHG0XXX", "eu-central", "CHF", "albion"),
        new("vattern", "Vattern Sparbank", "VATTSEJ0XXX", "eu-north", "SEK", "albion"),
        new("hinode", "Hinode Shinkin", "HINOJPT0XXX", "ap-northeast", "JPY", "sumire"),
        new("southerncross", "Southern Cross Bank", "SOUTAU20XXX", "ap-southeast", "AUD", "sumire"),
        new("wattle", "Wattle Mutual", "WATTAU30XXX", "ap-southeast", "AUD", "sumire"),
    ];

    /// <summary>Prefunding of every bank in every currency, in units of EUR at mid: RTGS payments never want for it.</summary>
    public const long PrefundedEuros = 20_000_000_000;

    /// <summary>So tight that some payments of day 1 must wait.</summary>
    public static readonly IReadOnlyList<DemoCap> TightCaps =
    [
        new("laurentide", "CAD", 800_000), new("rheintor", "CHF", 20_000_000), new("vattern", "SEK", 8_000_000),
        new("lutetia", "EUR", 1_500_000), new("severn", "GBP", 500_000), new("southerncross", "AUD", 150_000),
    ];

    /// <summary>The same caps, as the overnight review raises them.</summary>
    public const long ReviewFactor = 60;

    /// <summary>And for a history of days: wider than any bank's standing payments.</summary>
    public const long HistoryFactor = 1_000;

    /// <summary>The bank and currency whose wires the rails refuse for good, as the rails' fault plan names it.</summary>
    public const string FailingSide = "wattle/AUD";

    public static DemoBank Bank(string id) => Banks.First(bank => bank.Id == id);

    public static bool IsCapped(string bank, string currency) => TightCaps.Any(cap => cap.Bank == bank && cap.Currency == currency);
}
