using Microsoft.Extensions.Options;
using Settlement.Domain.Batches;
using Settlement.Engine.Reference;

namespace Settlement.Sagas.Drivers;

/// <summary>When a matched batch waits for a person before its wires are sent.</summary>
public sealed class ConfirmationOptions
{
    public const string Section = "Confirmation";

    /// <summary>Batches whose pay-ins sum to this or more, in minor units of <see cref="Currency"/>, wait for a confirmation; null (the default) asks for none.</summary>
    public long? ThresholdMinor { get; set; }

    /// <summary>The currency that the threshold is counted in, default USD.</summary>
    public string Currency { get; set; } = "USD";
}

/// <summary>Decides by value alone: what its pay-in wires move, converted at mid.</summary>
public sealed class ConfirmationPolicy(IOptions<ConfirmationOptions> options, IReferenceData reference)
{
    public bool Requires(PlannedBatch batch, out (long Minor, string Currency) value)
    {
        var settings = options.Value;
        value = (0, settings.Currency);
        if (settings.ThresholdMinor is not { } threshold)
        {
            return false;
        }

        foreach (var wire in batch.Wires.Where(wire => wire.Phase == WirePhase.PayIn))
        {
            // A currency without a rate cannot be shown to be small: it asks for a person.
            if (reference.Current.Rates.Convert(wire.AmountMinor, wire.Currency, settings.Currency) is not { } minor)
            {
                return true;
            }

            value = (checked(value.Minor + minor), settings.Currency);
        }

        return value.Minor >= threshold;
    }
}
