using MassTransit;
using Settlement.Domain;

namespace Settlement.Tests.Sagas.GroupCommit;

public sealed record SendParcel(string ParcelId, string Sender, DateTimeOffset At);

public sealed record ParcelWeighed(string ParcelId, long Grams, DateTimeOffset At);

public sealed record ParcelPacked(string ParcelId, DateTimeOffset At);

public sealed record ParcelShipped(string ParcelId, string Carrier);

public sealed record ParcelDelivered(string ParcelId, DateTimeOffset At);

public sealed record ParcelReaddressed(string ParcelId, string Sender);

public sealed class ParcelMachine : MassTransitStateMachine<ParcelSaga>
{
    public ParcelMachine()
    {
        InstanceState(saga => saga.CurrentState);
        Event(() => Send, x => x.CorrelateById(m => CorrelationIds.Transaction(m.Message.ParcelId)));
        Event(() => Weigh, x => x.CorrelateById(m => CorrelationIds.Transaction(m.Message.ParcelId)));
        Event(() => Pack, x => x.CorrelateById(m => CorrelationIds.Transaction(m.Message.ParcelId)));
        Event(() => Ship, x => x.CorrelateById(m => CorrelationIds.Transaction(m.Message.ParcelId)));
        Event(() => Deliver, x => x.CorrelateById(m => CorrelationIds.Transaction(m.Message.ParcelId)));
        Event(() => Readdress, x => x.CorrelateById(m => CorrelationIds.Transaction(m.Message.ParcelId)));

        Initially(When(Send).Then(c => (c.Saga.ParcelId, c.Saga.Sender) = (c.Message.ParcelId, c.Message.Sender)).TransitionTo(Sent));
        During(
            Sent,
            When(Weigh).Then(c => c.Saga.Grams = c.Message.Grams),
            When(Pack).TransitionTo(Packed),
            When(Readdress).Then(c => c.Saga.Sender = c.Message.Sender),
            Ignore(Send));
        During(Packed, When(Ship).Then(c => c.Saga.Carrier = c.Message.Carrier).TransitionTo(Shipped), Ignore(Send), Ignore(Pack));
        During(Shipped, When(Deliver).TransitionTo(Delivered), Ignore(Send), Ignore(Pack), Ignore(Ship));
        During(Delivered, Ignore(Send), Ignore(Pack), Ignore(Ship), Ignore(Deliver));
    }

    public State Sent { get; private set; } = null!;

    public State Packed { get; private set; } = null!;

    public State Shipped { get; private set; } = null!;

    public State Delivered { get; private set; } = null!;

    public Event<SendParcel> Send { get; private set; } = null!;

    public Event<ParcelWeighed> Weigh { get; private set; } = null!;

    public Event<ParcelPacked> Pack { get; private set; } = null!;

    public Event<ParcelShipped> Ship { get; private set; } = null!;

    public Event<ParcelDelivered> Deliver { get; private set; } = null!;

    public Event<ParcelReaddressed> Readdress { get; private set; } = null!;
}
