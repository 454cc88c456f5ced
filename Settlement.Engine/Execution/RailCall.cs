namespace Settlement.Engine.Execution;

/// <summary>Calls to a rail with their time limit. What does not answer in time is unknown, never failed.</summary>
internal static class RailCall
{
    public static async Task<IReadOnlyList<WireReply>> SendAsync(
        IRail rail, IReadOnlyList<WireInstruction> wires, long fencingToken, ExecutionOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = Limit(options, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return Complete(rail, wires, await rail.SendAsync(wires, fencingToken, both.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Unknown(wires);
        }
    }

    public static async Task<IReadOnlyList<WireReply>> InquireAsync(
        IRail rail, IReadOnlyList<WireInstruction> wires, ExecutionOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = Limit(options, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return Complete(rail, wires, await rail.InquireAsync(wires, both.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Unknown(wires);
        }
    }

    public static async Task<bool> FenceAsync(
        IRail rail, RegionState raised, ExecutionOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = Limit(options, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await rail.FenceAsync(raised.Region, raised.FencingToken, both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private static CancellationTokenSource Limit(ExecutionOptions options, TimeProvider time) =>
        new(TimeSpan.FromMilliseconds(options.CallTimeoutMilliseconds), time);

    private static IReadOnlyList<WireReply> Unknown(IReadOnlyList<WireInstruction> wires) => [.. wires.Select(_ => WireReply.Unknown)];

    private static IReadOnlyList<WireReply> Complete(IRail rail, IReadOnlyList<WireInstruction> wires, IReadOnlyList<WireReply> replies) =>
        replies.Count == wires.Count
            ? replies
            : throw new InvalidOperationException($"the rail of {rail.Region} gave {replies.Count} replies to {wires.Count} wires");
}
