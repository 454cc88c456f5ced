using Microsoft.AspNetCore.Components;
using Settlement.Domain.Transactions;

namespace Settlement.OperatorConsole.Pages.Transactions;

/// <summary>A column of the list that a person may show or hide.</summary>
/// <param name="Name">As it stands in the address.</param>
/// <param name="Cell">What stands in a row.</param>
public sealed record TransactionColumn(string Name, string Title, string? Class, bool IsDefault, RenderFragment<TransactionSummary> Cell)
{
    public static IReadOnlyList<TransactionColumn> All { get; } =
    [
        new("payer", "Payer", null, true, TransactionCells.Payer),
        new("receiver", "Receiver", null, true, TransactionCells.Receiver),
        new("window", "Window", "mono nowrap", true, TransactionCells.Window),
        new("batch", "Batch", "mono", false, TransactionCells.Batch),
        new("asked", "Asked for", null, false, TransactionCells.Asked),
        new("received", "Received", null, true, TransactionCells.Received),
        new("updated", "Last change", null, false, TransactionCells.Updated),
    ];

    public static IReadOnlyList<string> Read(string? names) => names is null
        ? [.. All.Where(column => column.IsDefault).Select(column => column.Name)]
        : names.Split('.', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Null for the columns that are shown anyway.</summary>
    public static string? Write(IReadOnlyList<string> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        var names = All.Select(column => column.Name).Where(name => columns.Contains(name, StringComparer.Ordinal)).ToList();
        return names.SequenceEqual(Read(null), StringComparer.Ordinal) ? null : names.Count == 0 ? "." : string.Join('.', names);
    }
}
