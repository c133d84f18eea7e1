using System.Globalization;
using IpcSocket.EndToEndTests.Support;

namespace IpcSocket.EndToEndTests.SocketLab;

/// <summary>What one test starts: socketlab, and peers that are not ours. All are ended with it.</summary>
internal sealed class Classroom : IAsyncDisposable
{
    private readonly House _house = new();

    /// <summary>Starts socketlab.</summary>
    public DaemonProcess Lab(params string[] arguments) => _house.StartWith(Programs.SocketLab, arguments);

    /// <summary>Starts socketlab and waits for its end.</summary>
    public async Task<(int ExitCode, IReadOnlyList<string> Output, string Error)> RunLabAsync(params string[] arguments)
    {
        var lab = Lab(arguments);
        var exitCode = await lab.ExitAsync();
        return (exitCode, lab.Output.All, string.Join('\n', lab.Error.All));
    }

    /// <summary>Starts one of the Python programs.</summary>
    public DaemonProcess Python(params string[] arguments) => Peer("python3", PythonArguments(arguments));

    /// <summary>Starts one of the Python servers and waits until it listens.</summary>
    public async Task<(DaemonProcess Server, string Port)> PythonServerAsync(params string[] arguments)
    {
        var server = Python(arguments);
        return (server, (await server.WaitForLineAsync("port "))["port ".Length..]);
    }

    /// <summary>Starts another program.</summary>
    public DaemonProcess Peer(string program, params string[] arguments) => _house.StartWith(program, arguments);

    /// <summary>What python3 is given to run one of the programs: unbuffered, so that its lines are seen at once.</summary>
    public static string[] PythonArguments(params string[] arguments) =>
        ["-u", Path.Combine(AppContext.BaseDirectory, "SocketLab", "peers.py"), .. arguments];

    /// <summary>Waits until socketlab serves, and returns its port.</summary>
    /// <param name="lab">The server.</param>
    /// <param name="protocol"><c>TCP</c> or <c>UDP</c>.</param>
    public static async Task<string> PortAsync(DaemonProcess lab, string protocol)
    {
        var line = await lab.WaitForLineAsync("; Ctrl-C ends it.");
        var address = line[line.IndexOf(protocol, StringComparison.Ordinal)..].Split(' ')[1].TrimEnd(';');
        return int.Parse(address.AsSpan(address.LastIndexOf(':') + 1), CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
    }

    public ValueTask DisposeAsync() => _house.DisposeAsync();
}
