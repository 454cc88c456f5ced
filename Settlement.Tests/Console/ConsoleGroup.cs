using Xunit;

namespace Settlement.Tests.Console;

/// <summary>The tests of the console share one browser and one system, and so run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class ConsoleGroup : ICollectionFixture<Browser>
{
    public const string Name = "console";
}
