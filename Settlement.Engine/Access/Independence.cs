using Npgsql;
using Settlement.Engine.Database;

namespace Settlement.Engine.Access;

/// <summary>
/// Says whether two callers are two people as far as the records tell: who makes a key acts through it, and who gives an account, a role or a password can sign in
/// with it. Both hold through any number of steps, so the whole chain is followed.
/// </summary>
public sealed class Independence(NpgsqlDataSource source)
{
    // A key stands for whoever made it. The chains are bounded by the number of accounts and keys, since union takes each in once; a bound on their length
    // would only say how long a detour has to be. Names are a person's or a key's, so they are told apart by the callers' ids.
    private const string Sql = """
        with recursive hands (maker, made) as materialized (
            select (case a.actor_kind when 'api_key' then 'key:' || k.key_id else 'person:' || a.actor end) collate "C",
                (case a.action when 'createKey' then 'key:' || a.subject else 'person:' || a.subject end) collate "C"
            from activity a left join api_keys k on a.actor_kind = 'api_key' and k.name = a.actor
            where a.action in ('addPerson', 'changePerson', 'createKey') and a.outcome = 'done'
        ), acting (id) as (
            select id collate "C" from unnest($2) as given (id)
            union select h.maker from acting a join hands h on h.made = a.id where a.id like 'key:%'
        ), of_acting (id) as (
            select id from acting
            union select h.made from of_acting o join hands h on h.maker = o.id
        ), of_other (id) as (
            select $1::text collate "C"
            union select h.made from of_other o join hands h on h.maker = o.id
        )
        select not exists (select from of_acting where id = $1) and not exists (select from of_other join acting using (id))
        """;

    /// <summary>False when one of the acting callers has a hand in the other's account, or the other in theirs.</summary>
    /// <param name="other">A caller's id, like <c>person:vera</c>.</param>
    /// <param name="acting">The ids of who acted; keys too.</param>
    public async Task<bool> IsGivenAsync(string other, IReadOnlyList<string> acting, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(Sql);
        command.Parameters.Add(SqlValues.Text(other));
        command.Parameters.Add(SqlValues.Texts(acting));
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
