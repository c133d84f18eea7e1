namespace IpcSocket.Tests.Support;

/// <summary>Host names whose resolution does not depend on the network.</summary>
internal static class HostNames
{
    /// <summary>
    /// A name without an address. Its first label is longer than 63 characters (RFC 1035, section 2.3.4), so the resolver refuses it without a
    /// query to a name server, which may not answer for many seconds.
    /// </summary>
    public const string WithoutAddress = "a-label-of-more-than-63-characters-is-refused-before-any-query-is-sent.invalid";
}
