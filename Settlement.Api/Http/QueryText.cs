namespace Settlement.Api.Http;

/// <summary>
/// Refuses queries with control characters, for every route: no id, filter or cursor holds one, and PostgreSQL takes no text with a zero in
/// it. (In a path the web server itself refuses a zero.)
/// </summary>
internal static class QueryText
{
    public static void UseQueryText(this WebApplication app) => app.Use(static (context, next) =>
        context.Request.QueryString.HasValue && FindFault(context.Request.Query) is { } field
            ? Problems.Invalid(field, "invalid_characters", "Control characters are not allowed.").ExecuteAsync(context)
            : next(context));

    /// <summary>The first parameter whose value holds one; empty when it is a name that does.</summary>
    private static string? FindFault(IQueryCollection query)
    {
        foreach (var (name, values) in query)
        {
            if (name.Any(char.IsControl))
            {
                return "";
            }

            foreach (var value in values)
            {
                if (value?.Any(char.IsControl) == true)
                {
                    return name;
                }
            }
        }

        return null;
    }
}
