using System.Globalization;
using Microsoft.AspNetCore.Components;
using Settlement.Domain.Pipeline;

namespace Settlement.OperatorConsole.Pages.Overview;

/// <summary>The way of a payment from the log to the ledger, with what stands at each station and how fast it moves on.</summary>
public sealed partial class PipelineFlow
{
    private static readonly (string State, string Name)[] Way =
        [("submitted", "Submitted"), ("validated", "Validated"), ("batched", "Batched"), ("matched", "Matched")];

    private static readonly (string State, string Name, string Tone)[] Aside = [("deferred", "Deferred", "warn"), ("reversed", "Reversed", "bad"), ("rejected", "Rejected", "bad")];

    [Parameter]
    [EditorRequired]
    public PipelineView Pipeline { get; set; } = null!;

    [Parameter]
    [EditorRequired]
    public ChangeRates Rates { get; set; } = null!;

    private IEnumerable<Step> Steps
    {
        get
        {
            var behind = Pipeline.IntakePosition - Pipeline.EnginePosition;
            yield return new Step("Intake log", Number(behind), "unread", "/health", behind > 0 ? "busy" : "");
            foreach (var (state, name) in Way)
            {
                yield return new Step(name, Number(Open(state)), Rate(state), "/transactions?status=" + state, Open(state) > 0 ? "busy" : "");
            }

            yield return new Step("Settled", "✓", Rate("settled"), "/transactions?status=settled", "done");
        }
    }

    private IEnumerable<Step> Asides => Aside.Select(aside => new Step(
        aside.Name, aside.State is "deferred" ? Number(Open(aside.State)) : "", Rate(aside.State), "/transactions?status=" + aside.State,
        aside.State is "deferred" && Open(aside.State) > 0 ? aside.Tone : ""));

    private long Open(string state) => Pipeline.Transactions.GetValueOrDefault(state);

    private string Rate(string state) => Rates.Of(state) is { } rate ? rate.ToString(rate is > 0 and < 10 ? "0.0" : "N0", CultureInfo.InvariantCulture) + "/s" : "–/s";

    private static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private sealed record Step(string Name, string Count, string Rate, string Href, string Tone);
}
