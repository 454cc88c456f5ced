using NpgsqlTypes;
using Settlement.Sagas.GroupCommit;

namespace Settlement.Tests.Sagas.GroupCommit;

/// <summary>A saga that is small enough to see through: it tests the repository, not a business.</summary>
public sealed class ParcelSaga : ISettlementSaga
{
    public const string Schema = """
        create table parcels (
            id uuid primary key, version int not null, state text not null, created_at timestamptz not null, updated_at timestamptz not null,
            parcel_id text not null unique, sender text not null, grams bigint, carrier text check (carrier <> 'nobody')
        ) with (fillfactor = 60);
        call grant_application_rights();
        """;

    public static SagaTable<ParcelSaga> Table { get; } =
        SagaTable<ParcelSaga>.For("parcels", "parcel", "parcel_id", static (saga, value) => saga.ParcelId = value)
            .Fixed("sender", NpgsqlDbType.Text, static saga => saga.Sender, static (saga, value) => saga.Sender = value)
            .Column("grams", NpgsqlDbType.Bigint, static saga => saga.Grams, static (saga, value) => saga.Grams = value)
            .Column("carrier", NpgsqlDbType.Text, static saga => saga.Carrier, static (saga, value) => saga.Carrier = value)
            .Build();

    public Guid CorrelationId { get; set; }

    public int Version { get; set; }

    public string CurrentState { get; set; } = "";

    public string Key => ParcelId;

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    public string ParcelId { get; set; } = "";

    public string Sender { get; set; } = "";

    public long? Grams { get; set; }

    public string? Carrier { get; set; }

    public ISettlementSaga Clone() => (ParcelSaga)MemberwiseClone();
}
