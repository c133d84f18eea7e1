using IpcSocket.Protocol.Net;
using IpcSocket.Protocol.Wire;

namespace LedTcp;

/// <summary>What a command wants of a LED.</summary>
/// <param name="State">What it shall show; null for the other state.</param>
/// <param name="Period">How long a blinking LED is lit and dark together.</param>
/// <param name="For">How long it holds; null for until the next command.</param>
/// <param name="UntilClose">The connection it holds for; null where it does not depend on one.</param>
internal readonly record struct LedOrder(LedState? State, TimeSpan Period = default, TimeSpan? For = null, Connection? UntilClose = null)
{
    /// <summary>True when it holds until the next command.</summary>
    public bool IsLasting => For is null && UntilClose is null;
}
