namespace IpcSocket.FuzzTests;

/// <summary>A target did not behave. The message holds the reason, the smallest input, and how to repeat it.</summary>
internal sealed class FuzzException(string message, Exception reason) : Exception(message, reason);
