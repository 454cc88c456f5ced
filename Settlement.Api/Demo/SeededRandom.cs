namespace Settlement.Api.Demo;

/// <summary>
/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014). The variates use nothing but additions,
/// multiplications and divisions, whose results IEEE 754 fixes: the same seed gives the same numbers on any machine, which the platform's
/// own exponential and logarithm do not promise. Not for secrets.
/// </summary>
internal sealed class SeededRandom(ulong seed)
{
    private const double Ln2 = 0.693147180559945309417;

    private ulong state = seed;

    public ulong NextBits()
    {
        unchecked
        {
            state += 0x9E3779B97F4A7C15UL;
            var z = state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [0, count).</summary>
    public int Next(int count) => (int)(NextDouble() * count);

    public bool Chance(double probability) => NextDouble() < probability;

    /// <summary>An index, each with a probability in proportion to its weight.</summary>
    public int Pick(IReadOnlyList<double> weights)
    {
        var point = NextDouble() * weights.Sum();
        for (var i = 0; i < weights.Count - 1; i++)
        {
            point -= weights[i];
            if (point < 0)
            {
                return i;
            }
        }

        return weights.Count - 1;
    }

    /// <summary>
    /// Standard normal to a good approximation: twelve uniforms less six (Irwin and Hall). Its distribution function is within 0.003 of the
    /// normal one, and it never passes six.
    /// </summary>
    public double NextNormal()
    {
        var sum = -6.0;
        for (var i = 0; i < 12; i++)
        {
            sum += NextDouble();
        }

        return sum;
    }

    /// <summary>Lognormal with the parameters of the underlying normal.</summary>
    public double NextLognormal(double mu, double sigma) => Exp(mu + (sigma * NextNormal()));

    /// <summary>The exponential by its Taylor series around zero, after taking out the powers of two.</summary>
    private static double Exp(double x)
    {
        var power = (int)Math.Floor((x / Ln2) + 0.5);
        var rest = x - (power * Ln2);
        var (sum, term) = (1.0, 1.0);
        for (var n = 1; n <= 16; n++)
        {
            term *= rest / n;
            sum += term;
        }

        return Math.ScaleB(sum, power);
    }
}
