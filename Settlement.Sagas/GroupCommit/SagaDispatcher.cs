using MassTransit.Mediator;
using Microsoft.Extensions.Options;

namespace Settlement.Sagas.GroupCommit;

internal sealed class SagaDispatcher(IMediator mediator, IOptions<GroupCommitOptions> options) : ISagaDispatcher
{
    public Task SendAsync<T>(T message, CancellationToken cancellationToken)
        where T : class => mediator.Send(message, cancellationToken);

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

        await Task.WhenAll(senders);
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
