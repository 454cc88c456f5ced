namespace Settlement.Optimization.Checking;

/// <summary>Numbers names in the order in which they are met.</summary>
internal sealed class Numbers<T>
    where T : notnull
{
    private readonly Dictionary<T, int> numbers = [];

    public int Count => numbers.Count;

    public int Of(T name)
    {
        if (!numbers.TryGetValue(name, out var number))
        {
            numbers.Add(name, number = numbers.Count);
        }

        return number;
    }

    /// <summary>-1 where the name was never met.</summary>
    public int Find(T name) => numbers.GetValueOrDefault(name, -1);
}
