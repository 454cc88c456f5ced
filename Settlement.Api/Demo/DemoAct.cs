namespace Settlement.Api.Demo;

/// <summary>Something that happens at a time of the day.</summary>
/// <param name="What">For the progress line.</param>
internal sealed record DemoAct(DateTimeOffset At, string What, Func<CancellationToken, Task> PlayAsync);

/// <param name="Share">Of the day, 0 to 1.</param>
internal sealed record DemoStep(string What, double Share);
