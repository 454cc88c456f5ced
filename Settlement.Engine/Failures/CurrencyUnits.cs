using Npgsql;
using Settlement.Domain.Currencies;
using Settlement.Engine.Database;

namespace Settlement.Engine.Failures;

/// <summary>The active currencies as a table of a statement: what is written in minor units and what is written in units are summed together.</summary>
internal static class CurrencyUnits
{
    /// <summary>Takes the statement's first two parameters.</summary>
    public const string Table = "unnest($1::text[], $2::int[]) u (code, decimals)";

    public static NpgsqlParameter[] Parameters() =>
    [
        SqlValues.Texts(Currency.All.Select(currency => currency.Code)),
        new NpgsqlParameter<int[]> { TypedValue = [.. Currency.All.Select(currency => currency.MinorUnits)] },
    ];
}
