using System.Text.RegularExpressions;
using IpcSocket.EndToEndTests.Support;
using Xunit;

namespace IpcSocket.EndToEndTests.SocketLab;

public sealed partial class MulticastCommandTests : IAsyncLifetime
{
    private const string Group = "239.77.0.1";
    private const string LinkGroup = "ff12::5007";

    private readonly Classroom _room = new();
    private TwoHosts? _hosts;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _room.DisposeAsync();
        if (_hosts is not null)
            await _hosts.DisposeAsync();
    }

    [NeedsRoot]
    public async Task Every_receiver_of_one_machine_gets_each_datagram_once_ours_and_others()
    {
        _hosts = await TwoHosts.CreateAsync();
        var receivers = new[]
        {
            await ReceiveAsync(_hosts.One, "--group", Group, "--interface", "left"),
            await ReceiveAsync(_hosts.One, "--group", Group, "--interface", "10.77.1.1"),
            Python(_hosts.One, "multicast_receiver", Group, "5007", "10.77.1.1"),
        };
        await receivers[2].WaitForLineAsync("joined");

        Assert.Equal(0, await Lab(_hosts.One, "multicast", "send", "olá", "--group", Group, "--interface", "left").ExitAsync());
        Assert.Equal(0, await Python(_hosts.One, "multicast_sender", Group, "5007", "fim", "10.77.1.1").ExitAsync());

        foreach (var receiver in receivers)
        {
            await receiver.WaitForLineAsync("fim");
            Assert.Equal(1, receiver.CountLines("olá"));
        }
        Assert.Matches("^10.77.1.1:[0-9]+: olá$", receivers[0].Output.All[^2]);
    }

    [NeedsRoot]
    public async Task The_interface_decides_by_which_cable_it_goes_to_the_other_machine()
    {
        _hosts = await TwoHosts.CreateAsync();
        var left = await ReceiveAsync(_hosts.Two, "--group", Group, "--interface", "left");
        var right = Python(_hosts.Two, "multicast_receiver", "239.77.0.2", "5008", "10.77.2.2");
        await right.WaitForLineAsync("joined");

        await Lab(_hosts.One, "multicast", "send", "by the other cable", "--group", Group, "--interface", "right").ExitAsync();
        await Lab(_hosts.One, "multicast", "send", "by the left", "--group", Group, "--interface", "left").ExitAsync();
        await Lab(_hosts.One, "multicast", "send", "by the left", "--group", "239.77.0.2", "--port", "5008", "--interface", "left").ExitAsync();
        await Lab(_hosts.One, "multicast", "send", "by the right", "--group", "239.77.0.2", "--port", "5008", "--interface", "10.77.2.1").ExitAsync();

        Assert.EndsWith(": by the left", await left.WaitForLineAsync(": by"), StringComparison.Ordinal);
        Assert.Equal("received by the right", await right.WaitForLineAsync("received by"));
    }

    [NeedsRoot]
    public async Task An_IPv6_group_reaches_the_other_machine()
    {
        _hosts = await TwoHosts.CreateAsync();
        var receiver = await ReceiveAsync(_hosts.Two, "--group", LinkGroup, "--interface", "right");
        var wide = await ReceiveAsync(_hosts.Two, "--group", "ff15::5007", "--interface", "right");
        Assert.Equal(0, await Lab(_hosts.One, "multicast", "send", "seis", "--group", LinkGroup, "--interface", "right").ExitAsync());
        Assert.Equal(0, await Lab(_hosts.One, "multicast", "send", "site", "--group", "ff15::5007", "--interface", "right").ExitAsync());
        await receiver.WaitForLineAsync(": seis");
        await wide.WaitForLineAsync(": site");
        Assert.Empty(receiver.Error.All);
    }

    [NeedsRoot]
    public async Task Its_time_to_live_is_2_or_what_is_asked_for()
    {
        _hosts = await TwoHosts.CreateAsync();
        foreach (var (options, ttl) in ((string[], string)[])[([], "ttl 2"), (["--ttl", "9"], "ttl 9")])
        {
            var receiver = Python(_hosts.Two, "multicast_ttl", Group, "5007", "10.77.1.2");
            await receiver.WaitForLineAsync("joined");
            await Lab(_hosts.One, ["multicast", "send", "x", "--group", Group, "--interface", "left", .. options]).ExitAsync();
            Assert.Equal(ttl, await receiver.WaitForLineAsync("ttl"));
        }
    }

    [NeedsRoot]
    public async Task Lines_from_a_pipe_are_a_datagram_each()
    {
        _hosts = await TwoHosts.CreateAsync();
        var receiver = await ReceiveAsync(_hosts.Two, "--group", Group, "--interface", "left");
        var sender = Lab(_hosts.One, "multicast", "send", "--group", Group, "--interface", "left");
        await sender.TypeAsync("one");
        await receiver.WaitForLineAsync(": one");
        await sender.TypeAsync("two");
        await receiver.WaitForLineAsync(": two");
        sender.EndInput();
        Assert.Equal(0, await sender.ExitAsync());
        receiver.Signal(Signal.Interrupt);
        Assert.Equal(0, await receiver.ExitAsync(Limits.Stop));
    }

    [NeedsRoot]
    public async Task A_group_of_others_is_warned_of_and_no_route_is_said()
    {
        _hosts = await TwoHosts.CreateAsync();
        var mdns = Lab(_hosts.One, "multicast", "send", "x", "--group", "224.0.0.251", "--interface", "left");
        Assert.Equal(0, await mdns.ExitAsync());
        Assert.StartsWith("socketlab: warning: 224.0.0.0/24 is for ", Assert.Single(mdns.Error.All), StringComparison.Ordinal);

        // Neither cable is the default: nothing says where to.
        var sender = Lab(_hosts.One, "multicast", "send", "x");
        Assert.Equal(1, await sender.ExitAsync());
        Assert.Equal(
            "socketlab: cannot reach 224.1.1.1:5007: there is no way to that address (ip route shows the ways)", Assert.Single(sender.Error.All));
        // As of every command, the first line says what is to be seen.
        Assert.StartsWith("To be seen: ", sender.Output.All[0], StringComparison.Ordinal);
        Assert.StartsWith("Note: 224.1.0.0/16 is reserved", sender.Output.All[1], StringComparison.Ordinal);
        var receiver = Lab(_hosts.One, "multicast", "receive");
        Assert.Equal(1, await receiver.ExitAsync());
        Assert.Equal(
            "socketlab: cannot join the group 224.1.1.1: no route leads to it (ip route shows them); name the interface",
            Assert.Single(receiver.Error.All));
    }

    [NeedsRoot]
    public async Task A_program_that_names_no_interface_works_in_the_namespaces_of_the_page()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "SocketLab", "README.md"));
        var names = $"lab-page-{Environment.ProcessId}";
        var commands = NamespaceName().Replace(NamespaceCommands().Match(page).Value, $"{names}-$0");
        try
        {
            Assert.Equal(0, await _room.Peer("bash", "-ec", commands).ExitAsync());
            var receiver = Python($"{names}-two", "multicast_receiver", Group, "5007");
            await receiver.WaitForLineAsync("joined");
            Assert.Equal(0, await Python($"{names}-one", "multicast_sender", Group, "5007", "olá").ExitAsync());
            await receiver.WaitForLineAsync("olá");
        }
        finally
        {
            foreach (var name in (string[])["one", "two"])
                await _room.Peer("ip", "netns", "delete", $"{names}-{name}").ExitAsync();
        }
    }

    [GeneratedRegex("^ip netns add one(.|\n)*?(?=^```$)", RegexOptions.Multiline)]
    private static partial Regex NamespaceCommands();

    [GeneratedRegex(@"\b(one|two)\b")]
    private static partial Regex NamespaceName();

    private async Task<DaemonProcess> ReceiveAsync(string host, params string[] options)
    {
        var receiver = Lab(host, ["multicast", "receive", .. options]);
        await receiver.WaitForLineAsync("Joined ");
        return receiver;
    }

    private DaemonProcess Lab(string host, params string[] arguments) => Start(host, Programs.SocketLab, arguments);

    private DaemonProcess Python(string host, params string[] arguments) => Start(host, "python3", Classroom.PythonArguments(arguments));

    private DaemonProcess Start(string host, string program, string[] arguments)
    {
        var (start, with) = TwoHosts.On(host, program, arguments);
        return _room.Peer(start, with);
    }
}
