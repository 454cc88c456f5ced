using System.Text;
using System.Text.Encodings.Web;

namespace Settlement.Api.Reports;

/// <summary>Writes tables; every text is encoded. A column is a figure (aligned right) when its title ends in the mark <c>#</c>.</summary>
internal sealed class HtmlTable(StringBuilder page)
{
    public void Write(string title, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows, string whenEmpty)
    {
        page.Append("<section>\n<h2>").Append(Encode(title)).Append("</h2>\n");
        var count = 0;
        foreach (var row in rows)
        {
            if (count++ == 0)
            {
                WriteHead(columns);
            }

            page.Append("<tr>");
            for (var i = 0; i < row.Count; i++)
            {
                page.Append(IsFigure(columns[i]) ? "<td class=\"figure\">" : "<td>").Append(Encode(row[i])).Append("</td>");
            }

            page.Append("</tr>\n");
        }

        page.Append(count == 0 ? $"<p class=\"none\">{Encode(whenEmpty)}</p>\n" : "</tbody></table></div>\n").Append("</section>\n");
    }

    internal static string Encode(string text) => HtmlEncoder.Default.Encode(text);

    private static bool IsFigure(string column) => column.EndsWith('#');

    private void WriteHead(IReadOnlyList<string> columns)
    {
        page.Append("<div class=\"table\"><table><thead><tr>");
        foreach (var column in columns)
        {
            page.Append(IsFigure(column) ? "<th scope=\"col\" class=\"figure\">" : "<th scope=\"col\">").Append(Encode(column.TrimEnd('#'))).Append("</th>");
        }

        page.Append("</tr></thead><tbody>\n");
    }
}
