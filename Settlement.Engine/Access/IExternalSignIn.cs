namespace Settlement.Engine.Access;

/// <summary>Whether people can sign in with an identity provider as well.</summary>
public interface IExternalSignIn
{
    bool IsConfigured { get; }
}
