
namespace Settlement.Api.Http;

/// <summary>Which part of a list is asked for: at most <paramref name="Limit"/> items whose key comes after <paramref name="After"/>.</summary>
/// <param name="List">The list's name, as its cursors carry it.</param>
/// <param name="After">Key of the last item of the page before; null for the first page.</param>
public sealed record PageRequest(string List, int Limit, string? After)
{
    public const int DefaultLimit = 50;

    /// <summary>A page of the longest rows stays under one megabyte.</summary>
    public const int MaxLimit = 500;

    /// <summary>Reads the query's <c>limit</c> and <c>cursor</c>; on false <paramref name="problem"/> is the 422 to answer with.</summary>
    public static bool TryRead(string list, int? limit, string? cursor, out PageRequest page, out IResult problem)
    {
        var errors = new List<FieldError>(2);
        if (limit is < 1 or > MaxLimit)
        {
            errors.Add(new FieldError("limit", "out_of_range", $"limit must be a whole number from 1 to {MaxLimit}."));
        }

        var key = "";
        if (!string.IsNullOrEmpty(cursor) && !Cursor.TryDecode(list, cursor, out key))
        {
            errors.Add(new FieldError("cursor", "invalid_cursor", "cursor is not one that this list returned."));
        }

        page = new PageRequest(list, limit ?? DefaultLimit, string.IsNullOrEmpty(cursor) ? null : key);
        problem = Problems.Invalid(errors);
        return errors.Count == 0;
    }

    /// <summary>Makes a page of rows that were read with a limit of <see cref="Limit"/> + 1: the surplus row says that there is a next page.</summary>
    public Page<T> ToPage<T>(IReadOnlyList<T> rows, Func<T, string> keyOf)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(keyOf);
        return rows.Count <= Limit
            ? new Page<T>(rows, null)
            : new Page<T>([.. rows.Take(Limit)], Cursor.Encode(List, keyOf(rows[Limit - 1])));
    }
}
