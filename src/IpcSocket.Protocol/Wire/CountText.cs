using System.Globalization;

namespace IpcSocket.Protocol.Wire;

/// <summary>A number and the thing it counts, in the singular or in the plural: <c>1 connection</c>, <c>2 connections</c>.</summary>
public static class CountText
{
    /// <summary>Writes both.</summary>
    /// <param name="count">How many.</param>
    /// <param name="noun">The thing in the singular; its plural ends in s.</param>
    public static string Format(long count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");
}
