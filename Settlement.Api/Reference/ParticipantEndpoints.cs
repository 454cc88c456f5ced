using Settlement.Api.Access;
using Settlement.Api.Actions;
using Settlement.Api.Actions.Kinds;
using Settlement.Api.Http;
using Settlement.Api.OpenApi;
using Settlement.Domain.Access;
using Settlement.Domain.Reference;
using Settlement.Engine.Reference;

namespace Settlement.Api.Reference;

internal static class ParticipantEndpoints
{
    /// <summary>Where wires of a participant go whose region nobody named.</summary>
    private const string DefaultRegion = "default";

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/participants", List).RequireScope(Scope.Read).WithSummary("Participants in order of their ids")
            .Produces<Page<Participant>>().ProducesProblems(StatusCodes.Status422UnprocessableEntity);
        api.MapGet("/participants/{id}", Get).RequireScope(Scope.Read).WithSummary("A participant")
            .Produces<Participant>().ProducesProblems(StatusCodes.Status404NotFound);
        api.MapPut("/participants/{id}", PutAsync).RequireScope(Scope.Operate).RecordsActivity("putParticipant")
            .WithSummary("Admits a participant, or changes it").WithBodyLimit(ReferenceEndpoints.MaxBodyBytes)
            .Produces<Participant>().Produces<Participant>(StatusCodes.Status201Created)
            .ProducesProblems(StatusCodes.Status400BadRequest, StatusCodes.Status422UnprocessableEntity)
            .WithRequestExample("""{"name":"Bank C","bic":"BACCNL20XXX","status":"active","region":"eu-west","reason":"joins the community"}""");
    }

    private static IResult List(IReferenceData reference, int? limit, string? cursor) =>
        PageRequest.TryRead("participants", limit, cursor, out var page, out var problem)
            ? TypedResults.Ok(SnapshotPage.Of(reference.Current.ParticipantsInOrder, page, participant => participant.ParticipantId, participant => participant))
            : problem;

    private static IResult Get(IReferenceData reference, string id) =>
        reference.Current.Participants.TryGetValue(id, out var participant) ? TypedResults.Ok(participant) : Problems.NotFound("participant " + id);

    private static async Task<IResult> PutAsync(ReferenceChanges changes, IReferenceData reference, string id, ParticipantBody body, HttpContext http, CancellationToken cancellationToken)
    {
        if (StoredStatus.FindParticipant(body.Status) is not { } status)
        {
            return Problems.Invalid("status", "invalid_status", "A participant is active, suspended or quarantined.");
        }

        if (status == ParticipantStatus.Active && reference.Current.Participants.TryGetValue(id, out var current) && current.Status == ParticipantStatus.Quarantined
            && await FourEyesGate.CheckAsync(http, LiftQuarantineAction.Name, new { participant = id }, cancellationToken) is { } gate)
        {
            return gate;
        }

        var participant = new Participant(id, body.Name ?? "", body.Bic, status, body.Region ?? DefaultRegion);
        return await ChangeAnswer.MakeAsync(
            changes, new ReferenceChange.PutParticipant(participant), ChangeAnswer.Note(http, body.ChangedBy, body.Reason),
            "/api/v1/participants/" + id, participant, cancellationToken);
    }
}
