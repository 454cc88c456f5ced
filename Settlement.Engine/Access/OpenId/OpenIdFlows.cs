using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Settlement.Engine.Database;

namespace Settlement.Engine.Access.OpenId;

/// <summary>
/// Sign-ins on their way through the provider, in the database, because the browser may come back to another process. Each is good once, for minutes, and for
/// the browser that began it. State and browser are kept as hashes.
/// </summary>
public sealed class OpenIdFlows(NpgsqlDataSource source, TimeProvider time)
{
    /// <summary>Beginning one needs no credential, so their number has a bound; beyond it nobody begins until some have run out.</summary>
    private const int MaxFlows = 10_000;

    private const int SecretBytes = 32;

    private const string SweepSql = "delete from openid_flows where expires_at < $1";

    private const string BeginSql = """
        insert into openid_flows (state_hash, browser_hash, nonce, code_verifier, expires_at)
        select $1, $2, $3, $4, $5 where (select count(*) from openid_flows) < $6
        """;

    private const string TakeSql = """
        delete from openid_flows where state_hash = $1 and browser_hash = $2 and expires_at > $3 returning nonce, code_verifier
        """;

    /// <summary>Null while too many have begun.</summary>
    public async Task<OpenIdFlow?> BeginAsync(TimeSpan life, CancellationToken cancellationToken)
    {
        var now = time.Now();
        var flow = new OpenIdFlow(Secret(), Secret(), Secret(), Secret(), now + life);
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(SweepSql) { Parameters = { SqlValues.Time(now) } },
                new NpgsqlBatchCommand(BeginSql)
                {
                    Parameters =
                    {
                        SqlValues.Bytes(HashOf(flow.State)), SqlValues.Bytes(HashOf(flow.Browser)), SqlValues.Text(flow.Nonce), SqlValues.Text(flow.CodeVerifier),
                        SqlValues.Time(flow.ExpiresAt), SqlValues.Integer(MaxFlows),
                    },
                },
            },
        };
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return batch.BatchCommands[1].RecordsAffected == 1 ? flow : null;
    }

    /// <summary>Ends a flow, whatever becomes of it; null when there is none of that state and browser, or not any more.</summary>
    public async Task<(string Nonce, string CodeVerifier)?> TakeAsync(string state, string browser, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(TakeSql);
        command.Parameters.Add(SqlValues.Bytes(HashOf(state)));
        command.Parameters.Add(SqlValues.Bytes(HashOf(browser)));
        command.Parameters.Add(SqlValues.Time(time.Now()));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (reader.GetString(0), reader.GetString(1)) : null;
    }

    private static string Secret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));

    private static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}

/// <param name="State">Comes back with the code, so that nobody can slip in a code of theirs.</param>
/// <param name="Browser">Stays with the browser that began, in a cookie of the console.</param>
/// <param name="Nonce">Comes back inside the ID token.</param>
/// <param name="CodeVerifier">PKCE (RFC 7636): never leaves before the code is redeemed.</param>
public sealed record OpenIdFlow(string State, string Browser, string Nonce, string CodeVerifier, DateTimeOffset ExpiresAt);
