using System.Diagnostics.Metrics;
using Settlement.Api.Metrics;
using Settlement.Engine.Metrics;
using Xunit;

namespace Settlement.Tests.Http;

public sealed class PrometheusTests
{
    [Theory]
    [InlineData("settlement.intake.payments", null, true, "settlement_intake_payments_total")]
    [InlineData("settlement.stage.duration", "s", false, "settlement_stage_duration_seconds")]
    [InlineData("http.server.request.duration", "s", false, "settlement_http_server_request_duration_seconds")]
    [InlineData("dotnet.gc.pause.time", "s", true, "settlement_dotnet_gc_pause_time_seconds_total")]
    [InlineData("dotnet.process.memory.working_set", "By", false, "settlement_dotnet_process_memory_working_set_bytes")]
    [InlineData("http.server.active_requests", "{request}", false, "settlement_http_server_active_requests")]
    [InlineData("settlement_things_total", null, true, "settlement_things_total")]
    public void Names_carry_the_program_the_base_unit_and_the_kind(string instrument, string? unit, bool isCounter, string expected) =>
        Assert.Equal(expected, PrometheusFormat.Name(instrument, unit, isCounter));

    [Fact]
    public void Label_values_are_escaped() => Assert.Equal("a\\\\b\\\"c\\nd", PrometheusFormat.LabelValue("a\\b\"c\nd"));

    [Theory]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    [InlineData(0.005, "0.005")]
    [InlineData(12, "12")]
    public void Numbers_are_written_as_prometheus_reads_them(double value, string expected) => Assert.Equal(expected, PrometheusFormat.Number(value));

    [Fact]
    public void Counter_appears_with_help_type_and_labels()
    {
        using var meter = new Meter(nameof(Counter_appears_with_help_type_and_labels));
        using var scrape = new PrometheusScrape(meter.Name);
        meter.CreateCounter<long>("settlement.wires", null, "Replies.\nTwo lines.").Add(3, new KeyValuePair<string, object?>("outcome", "re\"fused"));

        Assert.Equal(
            "# HELP settlement_wires_total Replies.\\nTwo lines.\n# TYPE settlement_wires_total counter\nsettlement_wires_total{outcome=\"re\\\"fused\"} 3\n",
            scrape.Collect());
    }

    [Fact]
    public void Counter_keeps_growing_from_scrape_to_scrape()
    {
        using var metrics = new SettlementMetrics(nameof(Counter_keeps_growing_from_scrape_to_scrape));
        using var scrape = new PrometheusScrape(nameof(Counter_keeps_growing_from_scrape_to_scrape));
        metrics.LedgerPosted(2);
        Assert.Contains("settlement_ledger_entries_total 2\n", scrape.Collect(), StringComparison.Ordinal);

        metrics.LedgerPosted(5);
        Assert.Contains("settlement_ledger_entries_total 7\n", scrape.Collect(), StringComparison.Ordinal);
    }

    [Fact]
    public void Histogram_has_cumulative_buckets_up_to_infinity()
    {
        using var metrics = new SettlementMetrics(nameof(Histogram_has_cumulative_buckets_up_to_infinity));
        using var scrape = new PrometheusScrape(nameof(Histogram_has_cumulative_buckets_up_to_infinity));
        metrics.IntakeCommitted(3, TimeSpan.FromMilliseconds(4));
        metrics.IntakeCommitted(300, TimeSpan.FromMinutes(2));
        var text = scrape.Collect();

        Assert.Contains("settlement_intake_commit_duration_seconds_bucket{le=\"0.0025\"} 0\n", text, StringComparison.Ordinal);
        Assert.Contains("settlement_intake_commit_duration_seconds_bucket{le=\"0.005\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("settlement_intake_commit_duration_seconds_bucket{le=\"30\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("settlement_intake_commit_duration_seconds_bucket{le=\"+Inf\"} 2\n", text, StringComparison.Ordinal);
        Assert.Contains("settlement_intake_commit_size_sum 303\n", text, StringComparison.Ordinal);
        Assert.Contains("settlement_intake_commit_size_count 2\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Queue_shows_its_depth_until_it_is_gone()
    {
        using var metrics = new SettlementMetrics(nameof(Queue_shows_its_depth_until_it_is_gone));
        using var scrape = new PrometheusScrape(nameof(Queue_shows_its_depth_until_it_is_gone));
        var depth = 7L;
        var observed = metrics.ObserveQueue("pump", () => depth);
        Assert.Contains("settlement_queue_depth{queue=\"pump\"} 7\n", scrape.Collect(), StringComparison.Ordinal);

        depth = 9;
        Assert.Contains("settlement_queue_depth{queue=\"pump\"} 9\n", scrape.Collect(), StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => metrics.ObserveQueue("pump", () => 0));

        observed.Dispose();
        metrics.ObserveQueue("pump", () => 1).Dispose();
    }

    [Fact]
    public void Rejected_payment_counts_once_and_each_broken_rule_once()
    {
        using var metrics = new SettlementMetrics(nameof(Rejected_payment_counts_once_and_each_broken_rule_once));
        using var scrape = new PrometheusScrape(nameof(Rejected_payment_counts_once_and_each_broken_rule_once));
        metrics.IntakeRejected(["not_positive", "required"]);
        var text = scrape.Collect();

        Assert.Contains("settlement_intake_payments_total{outcome=\"rejected\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("settlement_intake_rejections_total{code=\"not_positive\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("settlement_intake_rejections_total{code=\"required\"} 1\n", text, StringComparison.Ordinal);
    }
}
