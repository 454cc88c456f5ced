namespace Settlement.Domain.Fx;

/// <summary>What becomes of the fraction of a minor unit that a conversion leaves.</summary>
public enum ConversionRounding
{
    /// <summary>To the nearest; a half to the even neighbour. Has no bias over many payments: the default of the system.</summary>
    HalfEven,

    /// <summary>To the nearest; a half away from zero, as on most invoices.</summary>
    HalfAwayFromZero,

    /// <summary>The fraction is cut: the receiver never gets more than the exact value.</summary>
    TowardZero,

    /// <summary>Up to the next minor unit away from zero: the payer never gives less than the exact value.</summary>
    AwayFromZero,
}
