using MassTransit.Mediator;
using Microsoft.Extensions.Options;

namespace Settlement.Sagas.GroupCommit;

/// <summary>A message goes on at the thread of the writer that committed it. Callers get the pool's: what they do next, such as planning, may take its time.</summary>
internal sealed class SagaDispatcher(IMediator mediator, IOptions<GroupCommitOptions> options) : ISagaDispatcher
{
    public async Task SendAsync<T>(T message, CancellationToken cancellationToken)
        where T : class => await mediator.Send(message, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);

    public async Task SendManyAsync<T>(IReadOnlyList<T> messages, CancellationToken cancellationToken)
        where T : class
    {
        var failures = new List<Exception>();
        var next = -1;
        var senders = new Task[Math.Min(messages.Count, options.Value.DispatchConcurrency)];
        for (var i = 0; i < senders.Length; i++)
        {
            senders[i] = SendNextAsync();
        }

        await Task.WhenAll(senders).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        if (failures.Count > 0)
        {
            throw new AggregateException("Some of the messages were not handled", failures);
        }

        async Task SendNextAsync()
        {
            for (var index = Interlocked.Increment(ref next); index < messages.Count; index = Interlocked.Increment(ref next))
            {
                cancellationToken.ThrowIfCancellationRequested();
                try
                {
                    await mediator.Send(messages[index], cancellationToken);
                }
                catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
                {
                    lock (failures)
                    {
                        if (failures.Count < GroupCommitOptions.MaxReportedFailures)
                        {
                            failures.Add(exception);
                        }
                    }
                }
            }
        }
    }
}
