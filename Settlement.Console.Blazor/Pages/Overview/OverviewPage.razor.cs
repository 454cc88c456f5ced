using System.Globalization;
using Settlement.Domain.Events;
using Settlement.OperatorConsole.Api;

namespace Settlement.OperatorConsole.Pages.Overview;

/// <summary>First what needs a person, then where the payments are, and what comes next.</summary>
public sealed partial class OverviewPage
{
    private readonly ChangeRates _rates = new();

    protected override string Key => "overview";

    private string Lead => Data is { } data
        ? string.Create(CultureInfo.InvariantCulture, $"{data.Pipeline.IntakePosition:N0} accepted since the start, {data.Pipeline.Transactions.Values.Sum():N0} open")
        : "";

    protected override Task<ApiResult<OverviewData>> LoadAsync(CancellationToken cancellationToken) => OverviewData.LoadAsync(Api, cancellationToken);

    /// <summary>Also when nothing happens any more: a rate has to fall to zero.</summary>
    protected override bool Concerns(EventDigest digest) => digest.Changes.Count > 0 || _rates.IsFalling;

    protected override void OnDigest(EventDigest digest)
    {
        _rates.Add(digest);
        base.OnDigest(digest);
    }
}
