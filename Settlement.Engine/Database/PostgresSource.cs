namespace Settlement.Engine.Database;

/// <summary>Which PostgreSQL the embedded server runs on.</summary>
public enum PostgresSource
{
    /// <summary>An installed one; where there is none, the package.</summary>
    Any,

    /// <summary>An installed one, or none.</summary>
    Installed,

    /// <summary>The package's, which is the same version on every machine.</summary>
    Package,
}
