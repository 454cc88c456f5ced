using Settlement.Domain.Failures;
using Settlement.Domain.Windows;

namespace Settlement.OperatorConsole.Widgets;

/// <summary>Failures of one cause, with the cut-off that they may miss.</summary>
/// <param name="CutOff">The open window that closes first in any of their currencies; null where none is open.</param>
public sealed record FailureAtStake(FailureGroup Group, WindowView? CutOff)
{
    /// <summary>Those whose cut-off is nearest come first: that is the order in which there is time to act.</summary>
    public static IReadOnlyList<FailureAtStake> Of(IEnumerable<FailureGroup> groups, IEnumerable<WindowView> open)
    {
        var first = open.Where(window => window.Status == "open").GroupBy(window => window.Currency, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.MinBy(window => window.CutOff)!, StringComparer.Ordinal);
        return
        [
            .. groups.Select(group => new FailureAtStake(
                    group, group.Values.Select(value => first.GetValueOrDefault(value.Currency)).OfType<WindowView>().MinBy(window => window.CutOff)))
                .OrderBy(one => one.CutOff?.CutOff ?? DateTimeOffset.MaxValue).ThenByDescending(one => one.Group.Count),
        ];
    }
}
