namespace SocketLab;

/// <summary>An exercise cannot go on. The message is one line: what is wrong, and what to do.</summary>
internal sealed class LabException(string message) : Exception(message);
