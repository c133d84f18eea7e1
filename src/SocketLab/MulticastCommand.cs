using System.CommandLine;
using System.Net;
using System.Text;
using IpcSocket.Protocol.Net;
using IpcSocket.Protocol.Wire;
using Command = System.CommandLine.Command;

namespace SocketLab;

/// <summary><c>socketlab multicast</c>: one datagram to many receivers.</summary>
internal static class MulticastCommand
{
    private const int DefaultPort = 5007;
    private const int DefaultTimeToLive = 2;
    private const string GroupRange = "224.0.0.0 to 239.255.255.255, or ff00::/8";

    private static readonly Option<string> Group = new("--group")
    {
        Description = $"The group: {GroupRange}",
        DefaultValueFactory = _ => "224.1.1.1",
    };

    private static readonly Option<int> ListenPort = LabOptions.ListenPort(DefaultPort);
    private static readonly Option<int> PeerPort = LabOptions.PeerPort(DefaultPort, "The port");
    private static readonly Option<string> Interface = new("--interface")
    {
        Description = "The interface, by name or by its address [default: the one the routes choose]",
    };

    private static readonly Option<int> TimeToLive = LabOptions.Number(
        "--ttl", "How many networks it may cross, this one counted", DefaultTimeToLive, 0, 255);
    private static readonly Argument<string?> Text = new("TEXT")
    {
        Description = "What to send; without it each line that is typed",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static Command Create()
    {
        Group.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !(IPAddress.TryParse(result.Tokens[0].Value, out var group) && MulticastGroup.IsGroup(group)))
                result.AddError($"--group {result.Tokens[0].Value} is not a multicast address: {GroupRange}, is wanted");
        });
        var receive = new ExerciseCommand("receive", "Joins a group and shows what is sent to it", """
              1. Start it in three terminals, and send once: all three receive. Which of them did the sender know of?
              2. Beside it:   ip maddress show      (the groups each interface has joined)      tcpdump -n igmp
              3. Two machines: start it on one, send from the other. --interface says which way, where there is more than one.
              4. IPv6:   --group ff12::5007 --interface eth0     (a group of one link needs its interface)
            """) { Group, ListenPort, Interface };
        receive.SetAction(ReceiveAsync);
        var send = new ExerciseCommand("send", "Sends a text, or each line typed, to a group", """
              1. socketlab multicast send hello      and with nobody there: no error, now or later. Who should report one?
              2. tcpdump -nv 'udp port 5007'         the TTL; which destination MAC address belongs to the group?
              3. --ttl 0 stays on this machine, --ttl 1 in this network.
            """) { Text, Group, PeerPort, Interface, TimeToLive };
        send.SetAction(SendAsync);
        return new Command("multicast", "One datagram to every member of a group") { receive, send };
    }

    private static async Task ReceiveAsync(ParseResult arguments, CancellationToken stopping)
    {
        var (group, index) = Target(arguments);
        // Bound to the group's own address, so that nothing else comes in on that port.
        var endpoint = new Endpoint($"{group}", arguments.GetValue(ListenPort));
        var options = new DatagramServerOptions { ShareAddress = true, Groups = [new MulticastGroup(group, index)] };
        using var server = await DatagramServer.BindAsync(endpoint, Show, options, cancellationToken: stopping).ConfigureAwait(false);
        Screen.Line("To be seen: what is sent to the group, once in each receiver that has joined.");
        TellUse(group);
        Screen.Line($"Joined {group}, receiving UDP {server.Address}; Ctrl-C ends it.");
        await server.RunAsync(stopping).ConfigureAwait(false);
    }

    private static ReadOnlyMemory<byte> Show(ReadOnlyMemory<byte> datagram, IPEndPoint sender)
    {
        Screen.Line($"{sender}: {ShownText.Of(datagram.Span)}");
        return default;
    }

    private static async Task SendAsync(ParseResult arguments, CancellationToken stopping)
    {
        var (group, index) = Target(arguments);
        var endpoint = new Endpoint($"{group}", arguments.GetValue(PeerPort));
        var options = new DatagramClientOptions { MulticastTimeToLive = arguments.GetValue(TimeToLive), MulticastInterface = index };
        Screen.Line("To be seen: one datagram leaves, however many receive it.");
        TellUse(group);
        await Reach.TryAsync(endpoint, async () =>
        {
            using var client = await DatagramClient.ConnectAsync(endpoint, options, stopping).ConfigureAwait(false);
            if (arguments.GetValue(Text) is { } text)
                return await SendAsync(client, text, stopping).ConfigureAwait(false);
            var person = new Operator();
            while (await person.ReadLineAsync(stopping).ConfigureAwait(false) is { } line)
                await SendAsync(client, line, stopping).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);
    }

    private static async Task<bool> SendAsync(DatagramClient client, string text, CancellationToken stopping)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        await client.SendAsync(bytes, stopping).ConfigureAwait(false);
        Screen.Line($"{client.Local} -> {client.Peer}: {CountText.Format(bytes.Length, "byte")}");
        return true;
    }

    private static (IPAddress Group, int Interface) Target(ParseResult arguments)
    {
        var group = IPAddress.Parse(arguments.GetRequiredValue(Group));
        var index = arguments.GetValue(Interface) is { } name ? LabInterface.Index(name) : (int)(group.IsIPv6Multicast ? group.ScopeId : 0);
        if (MulticastRange.IsOfOneLink(group) && index == 0)
            throw new LabException($"the group {group} is of one link only: say which by --interface (ip -brief link shows them)");
        if (MulticastRange.IsOfOneLink(group))
            group.ScopeId = index;
        return (group, index);
    }

    private static void TellUse(IPAddress group)
    {
        switch (MulticastRange.UseOf(group, out var text))
        {
            case MulticastUse.Others:
                Screen.Complain($"warning: {text}");
                break;
            case MulticastUse.Reserved:
                Screen.Line($"Note: {text}");
                break;
        }
    }
}
