using System.Net;
using System.Net.Sockets;

namespace IpcSocket.Benchmarks;

/// <summary>Where the programs under test are found, and a port for each.</summary>
internal static class Programs
{
    /// <summary>This program, which is also the echo servers.</summary>
    public static string Self => Path.Combine(AppContext.BaseDirectory, "ipcsocket-benchmarks");

    /// <summary>The daemon built beside this program: artifacts/bin/PROJECT/CONFIGURATION/NAME, in the same configuration.</summary>
    public static string Sibling(string project, string name)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.GetFullPath(Path.Combine(own.FullName, "..", "..", project, own.Name, name));
    }

    /// <exception cref="BenchmarkException">There is no such file; the message says how to build it.</exception>
    public static string Existing(string path) => File.Exists(path)
        ? path
        : throw new BenchmarkException($"{path} is not there; build it with 'dotnet build -c Release', or name another one");

    /// <summary>Looks for a program as the shell does; null when it is nowhere on PATH.</summary>
    public static string? OnPath(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(':', StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, name))
        .FirstOrDefault(File.Exists);

    /// <summary>A loopback endpoint that nobody listens on at this moment.</summary>
    public static IPEndPoint FreeEndpoint()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return (IPEndPoint)socket.LocalEndPoint!;
    }
}
