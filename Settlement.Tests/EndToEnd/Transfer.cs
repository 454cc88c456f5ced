using System.Globalization;

namespace Settlement.Tests.EndToEnd;

/// <summary>A payment between two participants of the demo community, as a client writes it.</summary>
/// <param name="Destination">The destination currency; the source currency when not given.</param>
internal sealed record Transfer(string Id, string From, string To, decimal Amount, string Currency = "EUR", string Window = "rtgs", string? Destination = null)
{
    public const string BankA = "bank_a";
    public const string BankB = "counterparty_bank_b";
    public const string Acme = "acme_usa";
    public const string London = "cparty_london";

    public string Body => string.Create(CultureInfo.InvariantCulture, $$"""
        {"transaction_id":"{{Id}}","amount":{{Amount}},"source_currency":"{{Currency}}","destination_currency":"{{Destination ?? Currency}}",
         "source_account":"{{AccountOf(From)}}","destination_account":"{{AccountOf(To)}}","counterparty_id":"{{To}}",
         "idempotency_key":"key-{{Id}}","settlement_window":"{{Window}}"}
        """);

    private static string AccountOf(string participant) => participant switch
    {
        BankA => "bank_a_001",
        BankB => "bank_b_001",
        Acme => "acct_usa_88",
        London => "acct_uk_99",
        _ => throw new ArgumentOutOfRangeException(nameof(participant), participant, "not of the demo community"),
    };
}
