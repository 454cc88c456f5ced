using MassTransit;
using Settlement.Domain;
using Settlement.Domain.Windows;

namespace Settlement.Sagas.Windows;

/// <summary>The verbs of <see cref="WindowMachine"/>: what each transition writes into the saga.</summary>
internal static class WindowVerbs
{
    /// <summary>Correlates by the business key. An event other than the first that finds no saga faults its sender.</summary>
    public static void OfWindow<T>(this IEventCorrelationConfigurator<WindowSaga, T> by)
        where T : class, IWindowMessage
    {
        by.CorrelateById(context => CorrelationIds.Window(context.Message.WindowId));
        by.OnMissingInstance(missing => missing.Fault());
    }

    public static EventActivityBinder<WindowSaga, OpenWindow> TakeSchedule(this EventActivityBinder<WindowSaga, OpenWindow> binder) =>
        binder.Then(context =>
        {
            var (saga, message) = (context.Saga, context.Message);
            saga.WindowId = message.WindowId;
            saga.Kind = message.Kind;
            saga.Currency = message.Currency;
            saga.ValueDate = message.ValueDate;
            saga.CutOff = message.CutOff;
        });

    public static EventActivityBinder<WindowSaga, WindowClosing> NoteClosePosition(this EventActivityBinder<WindowSaga, WindowClosing> binder) =>
        binder.Then(context =>
        {
            var (saga, message) = (context.Saga, context.Message);
            saga.ClosePosition = message.Position;
            saga.ClosedBy = message.ClosedBy;
            saga.CloseReason = message.Reason;
        });

    public static EventActivityBinder<WindowSaga, WindowPlanned> NotePlan(this EventActivityBinder<WindowSaga, WindowPlanned> binder) =>
        binder.Then(context =>
        {
            var (saga, message) = (context.Saga, context.Message);
            saga.PlanHash = message.PlanHash;
            saga.Batches = message.Batches;
            saga.Deferred = message.Deferred;
        });

    public static EventActivityBinder<WindowSaga, WindowReported> NoteReport(this EventActivityBinder<WindowSaga, WindowReported> binder) =>
        binder.Then(context =>
        {
            context.Saga.ReportHash = context.Message.ReportHash;
        });
}
