using System.Diagnostics;
using Xunit;

namespace IpcSocket.EndToEndTests.Support;

/// <summary>
/// Two machines, as network namespaces, with two cables between them: <c>left</c> (10.77.1.1 and .2) and <c>right</c> (10.77.2.1 and .2). The
/// interfaces have the cables' names on both. Nothing of it is seen from outside, and everything is gone with it.
/// </summary>
internal sealed class TwoHosts : IAsyncDisposable
{
    private static int _count;

    private readonly string _name = $"lab-{Environment.ProcessId}-{Interlocked.Increment(ref _count)}";

    /// <summary>The name of the first host.</summary>
    public string One => $"{_name}-1";

    /// <summary>The name of the second host.</summary>
    public string Two => $"{_name}-2";

    public static async Task<TwoHosts> CreateAsync()
    {
        var hosts = new TwoHosts();
        try
        {
            await hosts.BuildAsync();
            return hosts;
        }
        catch
        {
            await hosts.DisposeAsync();
            throw;
        }
    }

    /// <summary>What to start, and with which arguments, to have a program run on a host; it keeps its process id.</summary>
    public static (string Program, string[] Arguments) On(string host, string program, params string[] arguments) =>
        ("ip", ["netns", "exec", host, program, .. arguments]);

    /// <summary>Pulls a cable out of the first host.</summary>
    public Task PullAsync(string cable) => IpAsync("-n", One, "link", "set", cable, "down");

    /// <summary>Puts a cable back into the first host.</summary>
    public Task PlugInAsync(string cable) => IpAsync("-n", One, "link", "set", cable, "up");

    public async ValueTask DisposeAsync()
    {
        // With the last process in it a namespace goes, and with it its end of each cable.
        foreach (var host in (string[])[One, Two])
            await RunAsync(["netns", "delete", host]);
    }

    private async Task BuildAsync()
    {
        foreach (var host in (string[])[One, Two])
            await IpAsync("netns", "add", host);
        foreach (var (cable, network) in ((string, int)[])[("left", 1), ("right", 2)])
        {
            await IpAsync("-n", One, "link", "add", cable, "type", "veth", "peer", "name", cable, "netns", Two);
            foreach (var (host, number) in ((string, int)[])[(One, 1), (Two, 2)])
            {
                await IpAsync("-n", host, "address", "add", $"10.77.{network}.{number}/24", "dev", cable);
                // Without the wait for a duplicate of the address.
                await IpAsync("-n", host, "address", "add", $"fd77:{network}::{number}/64", "dev", cable, "nodad");
                await IpAsync("-n", host, "link", "set", cable, "up", "addrgenmode", "none");
            }
        }
        foreach (var host in (string[])[One, Two])
            await IpAsync("-n", host, "link", "set", "lo", "up");
    }

    private static async Task IpAsync(params string[] arguments)
    {
        var (exitCode, error) = await RunAsync(arguments);
        Assert.True(exitCode == 0, $"ip {string.Join(' ', arguments)}: {error}");
    }

    private static async Task<(int ExitCode, string Error)> RunAsync(string[] arguments)
    {
        using var ip = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true })!;
        var error = await ip.StandardError.ReadToEndAsync().WaitAsync(Limits.Test);
        await ip.WaitForExitAsync().WaitAsync(Limits.Test);
        return (ip.ExitCode, error);
    }
}
