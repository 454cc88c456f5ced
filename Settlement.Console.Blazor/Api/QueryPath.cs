using System.Globalization;
using System.Text;

namespace Settlement.OperatorConsole.Api;

/// <summary>A path with a query, of the parameters that have a value.</summary>
public static class QueryPath
{
    public static string Of(string path, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var text = new StringBuilder(path);
        var separator = '?';
        foreach (var (name, value) in parameters)
        {
            var written = Convert.ToString(value, CultureInfo.InvariantCulture);
            if (!string.IsNullOrEmpty(written))
            {
                text.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(written));
                separator = '&';
            }
        }

        return text.ToString();
    }
}
