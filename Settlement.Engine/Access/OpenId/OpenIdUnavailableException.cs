namespace Settlement.Engine.Access.OpenId;

/// <summary>The identity provider does not answer, or not as OpenID Connect has it. Its message is for the log.</summary>
public sealed class OpenIdUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
