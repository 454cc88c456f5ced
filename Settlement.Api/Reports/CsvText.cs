using System.Text;
using System.Text.RegularExpressions;

namespace Settlement.Api.Reports;

/// <summary>
/// Comma-separated values by RFC 4180: CRLF line ends, fields quoted where they must be. A field that a spreadsheet would run as a formula gets an
/// apostrophe in front (OWASP, CSV injection); plain numbers, also negative ones, stay numbers.
/// </summary>
internal sealed partial class CsvText
{
    private readonly StringBuilder _text = new();

    public CsvText Line(params IReadOnlyList<string> fields)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            if (i > 0)
            {
                _text.Append(',');
            }

            Append(Harmless(fields[i]));
        }

        _text.Append("\r\n");
        return this;
    }

    public override string ToString() => _text.ToString();

    private static string Harmless(string field) =>
        field.Length > 0 && "=+-@\t\r\n".Contains(field[0], StringComparison.Ordinal) && !Number().IsMatch(field) ? "'" + field : field;

    private void Append(string field)
    {
        if (field.AsSpan().ContainsAny(",\"\r\n"))
        {
            _text.Append('"').Append(field.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        }
        else
        {
            _text.Append(field);
        }
    }

    [GeneratedRegex(@"^-?[0-9]+(\.[0-9]+)?\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Number();
}
