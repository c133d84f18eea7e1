using IpcSocket.Platform;
using IpcSocket.Protocol.Wire;
using LedTcp;

namespace IpcSocket.Tests.LedTcp;

/// <summary>LEDs of a configuration.</summary>
internal static class Leds
{
    public static LedOptions Named(string name) => new(name, new LedSettings(), PowerOn.Off, OnStop.Keep, LedState.Off);
}
