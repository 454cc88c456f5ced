using System.Text;

namespace Settlement.Benchmarks.Intake;

/// <summary>
/// The bytes of a POST of the contract's first example, whose id and key carry a number: written once, only the digits change.
/// </summary>
internal sealed class LoadRequest
{
    private const string Digits = "00000000";

    private readonly byte[] _bytes;
    private readonly int[] _places;

    /// <param name="run">Tells the ids of one run from those of another: at most 20 letters and digits.</param>
    public LoadRequest(string host, string run)
    {
        Run = run;
        var body = Body(Digits);
        _bytes = Encoding.ASCII.GetBytes(
            $"POST /api/v1/transactions HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        _places = [Find(0), Find(1)];
    }

    public string Run { get; }

    public string BodyOf(int number) => Body(number.ToString(Digits, System.Globalization.CultureInfo.InvariantCulture));

    public ReadOnlySpan<byte> BytesOf(int number)
    {
        foreach (var place in _places)
        {
            number.TryFormat(_bytes.AsSpan(place, Digits.Length), out _, Digits, System.Globalization.CultureInfo.InvariantCulture);
        }

        return _bytes;
    }

    private string Body(string number) =>
        $$"""
        {"transaction_id":"txn_{{Run}}_{{number}}","amount":250.00,"source_currency":"USD","destination_currency":"GBP","source_account":"acct_usa_88","destination_account":"acct_uk_99","counterparty_id":"cparty_london","idempotency_key":"key_{{Run}}_{{number}}","settlement_window":"t1"}
        """;

    private int Find(int occurrence)
    {
        var wanted = Encoding.ASCII.GetBytes($"_{Run}_{Digits}");
        var at = -1;
        for (var i = 0; i <= occurrence; i++)
        {
            at += 1 + _bytes.AsSpan(at + 1).IndexOf(wanted);
        }

        return at + wanted.Length - Digits.Length;
    }
}
