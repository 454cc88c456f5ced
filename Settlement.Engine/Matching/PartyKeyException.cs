namespace Settlement.Engine.Matching;

/// <summary>A party's key file and its registered public key do not fit, or the file is not safe to use. An operator must act; nothing was signed.</summary>
public sealed class PartyKeyException(string message) : Exception(message);
