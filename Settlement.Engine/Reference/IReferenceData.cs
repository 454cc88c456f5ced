namespace Settlement.Engine.Reference;

/// <summary>The reference data that the whole host works with.</summary>
public interface IReferenceData
{
    /// <summary>The latest snapshot that was loaded; read it once per decision. Never null, and never blocks.</summary>
    ReferenceSnapshot Current { get; }

    /// <summary>Loads what stands in the database now; afterwards <see cref="Current"/> is at least that.</summary>
    Task RefreshAsync(CancellationToken cancellationToken);
}
