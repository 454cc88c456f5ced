using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;

namespace Settlement.Api.Http;

/// <summary>Refuses query values that are not of their parameter's type, for every route, by field and rule; the framework would answer in its own terms.</summary>
internal static class TypedQuery
{
    private static readonly (Type Type, Func<string, bool> IsOne, string Code, string Rule)[] Rules =
    [
        (typeof(int), static text => int.TryParse(text, CultureInfo.InvariantCulture, out _), "not_a_number", "must be a whole number of at most nine digits"),
        (typeof(long), static text => long.TryParse(text, CultureInfo.InvariantCulture, out _), "not_a_number", "must be a whole number of at most eighteen digits"),
        (typeof(bool), static text => bool.TryParse(text, out _), "not_a_boolean", "must be true or false"),
        (typeof(DateTimeOffset), static text => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _), "not_an_instant",
            "must be a moment like 2026-11-23T09:00:00Z"),
    ];

    public static void UseTypedQuery(this WebApplication app) => app.Use(static (context, next) =>
        context.Request.QueryString.HasValue && context.GetEndpoint() is { } endpoint && FindFaults(endpoint, context.Request.Query) is { Count: > 0 } faults
            ? Problems.Invalid(faults).ExecuteAsync(context)
            : next(context));

    private static List<FieldError> FindFaults(Endpoint endpoint, IQueryCollection query)
    {
        var faults = new List<FieldError>();
        foreach (var parameter in endpoint.Metadata.GetOrderedMetadata<IParameterBindingMetadata>())
        {
            var type = Nullable.GetUnderlyingType(parameter.ParameterInfo.ParameterType) ?? parameter.ParameterInfo.ParameterType;
            if (Array.Find(Rules, rule => rule.Type == type) is not { Type: not null } rule)
            {
                continue;
            }

            var attribute = parameter.ParameterInfo.GetCustomAttributes(typeof(FromQueryAttribute), inherit: false).OfType<FromQueryAttribute>().FirstOrDefault();
            var name = attribute?.Name ?? parameter.Name;
            if (query.TryGetValue(name, out var values) && values.ToString() is { Length: > 0 } text && !rule.IsOne(text))
            {
                var field = JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
                faults.Add(new FieldError(field, rule.Code, $"{field} {rule.Rule}."));
            }
        }

        return faults;
    }
}
