using IpcSocket.Hosting;

namespace IpcSocket.Tests.Support;

/// <summary>An environment of which a test needs the variables only. Its process id is 4711.</summary>
internal static class TrialEnvironment
{
    public static DaemonEnvironment With(params (string Name, string? Value)[] variables) => new()
    {
        BaseDirectory = "/nowhere",
        Variables = variables.ToDictionary(variable => variable.Name, variable => variable.Value),
        ProcessId = 4711,
        OnHangup = _ => throw new InvalidOperationException("not for signals"),
        Output = () => TextWriter.Null,
        Error = () => TextWriter.Null,
        ConsoleSink = (_, _) => { },
    };
}
