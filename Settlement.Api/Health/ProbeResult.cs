namespace Settlement.Api.Health;

/// <param name="Detail">For people: what works, or what is wrong; no secrets.</param>
public sealed record ProbeResult(bool IsHealthy, string Detail)
{
    public static ProbeResult Healthy(string detail = "ok") => new(true, detail);

    public static ProbeResult Unhealthy(string detail) => new(false, detail);
}
