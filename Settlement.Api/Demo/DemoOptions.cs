namespace Settlement.Api.Demo;

/// <param name="JsonOnly">No tables, only the closing line of JSON.</param>
public sealed record DemoOptions(int Seed, int Payments, bool JsonOnly);
