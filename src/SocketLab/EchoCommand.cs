using System.CommandLine;
using System.Net;
using System.Text;
using IpcSocket.Protocol.Net;
using IpcSocket.Protocol.Wire;
using Command = System.CommandLine.Command;

namespace SocketLab;

/// <summary><c>socketlab echo</c>: what is sent comes back, by TCP and by UDP.</summary>
internal static class EchoCommand
{
    private const int TcpPort = 65_432;
    private const int UdpPort = 65_431;
    private const int LargestSegment = 65_536;

    private static readonly TimeSpan ReplyTimeout = TimeSpan.FromSeconds(5);

    private static readonly Option<string> ListenHost = LabOptions.ListenHost();
    private static readonly Option<int> ServeTcpPort = LabOptions.ListenPort(TcpPort, "--tcp-port", "The TCP port");
    private static readonly Option<int> ServeUdpPort = LabOptions.ListenPort(UdpPort, "--udp-port", "The UDP port");
    private static readonly Option<bool> Upper = LabOptions.Switch("--upper", "Send it back in upper case (a to z)");
    private static readonly Argument<string> Text = new("TEXT") { Description = "What to send" };
    private static readonly Option<bool> Udp = LabOptions.Switch("--udp", "Send one datagram instead of connecting");
    private static readonly Option<string> PeerHost = LabOptions.PeerHost();
    private static readonly Option<int?> PeerPort = LabOptions.AnyPort($"The server's port [default: {TcpPort}, with --udp {UdpPort}]");

    public static Command Create()
    {
        var serve = new ExerciseCommand("serve", "Sends everything back, and shows who wrote what", """
              1. Start it, and in a second terminal:   ss -tlnp 'sport = :65432'   (LISTEN)   and   ss -ulnp 'sport = :65431'   (UNCONN)
              2. From several terminals at once:       nc 127.0.0.1 65432           nc -u 127.0.0.1 65431
                 Each client has a port of its own. By TCP the server sees it come and go; by UDP there is nothing to see but datagrams.
              3. --upper answers in capitals, as the Python servers of the lesson do.
            """) { ListenHost, ServeTcpPort, ServeUdpPort, Upper };
        serve.SetAction(ServeAsync);
        var send = new ExerciseCommand("send", "Sends a text and shows what comes back", """
              1. Run:   tcpdump -i lo -n 'port 65432 or port 65431'
              2. socketlab echo send 'Hello, world'          count the segments: SYN, SYN-ACK, ACK, data, ACK, ..., FIN, ACK
                 socketlab echo send 'Hello, world' --udp    count the datagrams: two
              3. Stop the server and send again: by TCP the connection is refused, by UDP an ICMP message tells it. Where neither comes
                 back, a lost datagram and a dead server look the same.
            """) { Text, Udp, PeerHost, PeerPort };
        send.SetAction(SendAsync);
        return new Command("echo", "Echo by TCP and UDP: the same text, two protocols") { serve, send };
    }

    private static async Task ServeAsync(ParseResult arguments, CancellationToken stopping)
    {
        var host = arguments.GetRequiredValue(ListenHost);
        var upper = arguments.GetValue(Upper);
        await using var streams = new StreamServer(
            (connection, stop) => EchoAsync(connection, upper, stop), FaultLog<StreamServer>.Instance);
        streams.Listen(await Listening.BindAsync(new Endpoint(host, arguments.GetValue(ServeTcpPort)), stopping).ConfigureAwait(false));
        using var datagrams = await DatagramServer.BindAsync(
            new Endpoint(host, arguments.GetValue(ServeUdpPort)),
            (datagram, sender) => Echo(datagram, sender, upper),
            logger: FaultLog<DatagramServer>.Instance,
            cancellationToken: stopping).ConfigureAwait(false);
        Screen.Line("To be seen: whoever writes gets it back, by TCP on a connection, by UDP from datagram to datagram.");
        Screen.Line($"Serving TCP {streams.Endpoints[0]} and UDP {datagrams.Address}; Ctrl-C ends it.");
        await Lab.RunTogetherAsync(streams.RunAsync, datagrams.RunAsync, stopping).ConfigureAwait(false);
    }

    private static async Task EchoAsync(StreamConnection connection, bool upper, CancellationToken stopping)
    {
        Screen.Line($"{connection.Peer} (TCP) connected");
        try
        {
            var buffer = new byte[LargestSegment];
            while (await connection.ReceiveAsync(buffer, stopping).ConfigureAwait(false) is > 0 and var count)
            {
                Screen.Line($"{connection.Peer} (TCP) wrote: {ShownText.Of(buffer.AsSpan(0, count))}");
                await connection.SendAsync(Reply(buffer.AsMemory(0, count), upper), stopping).ConfigureAwait(false);
            }
        }
        finally
        {
            Screen.Line($"{connection.Peer} (TCP) closed");
        }
    }

    private static ReadOnlyMemory<byte> Echo(ReadOnlyMemory<byte> datagram, IPEndPoint sender, bool upper)
    {
        Screen.Line($"{sender} (UDP) wrote: {ShownText.Of(datagram.Span)}");
        return Reply(datagram, upper);
    }

    private static ReadOnlyMemory<byte> Reply(ReadOnlyMemory<byte> received, bool upper)
    {
        if (!upper)
            return received;
        // Bytes, as bytes.upper() of Python has it: a letter that is not ASCII stays as it is.
        return received.ToArray().Select(b => b is >= (byte)'a' and <= (byte)'z' ? (byte)(b - 'a' + 'A') : b).ToArray();
    }

    private static async Task SendAsync(ParseResult arguments, CancellationToken stopping)
    {
        var udp = arguments.GetValue(Udp);
        var endpoint = new Endpoint(arguments.GetRequiredValue(PeerHost), arguments.GetValue(PeerPort) ?? (udp ? UdpPort : TcpPort));
        var text = Encoding.UTF8.GetBytes(arguments.GetRequiredValue(Text));
        Screen.Line("To be seen: the text comes back; who sent it and from which port.");
        var reply = await Reach.TryAsync(
            endpoint,
            () => udp ? AskByDatagramAsync(endpoint, text, stopping) : AskByStreamAsync(endpoint, text, stopping),
            $"no echo within {ReplyTimeout.TotalSeconds:0} s"
                + (udp ? "; a lost datagram, a lost echo and a dead server look the same" : "")).ConfigureAwait(false);
        Screen.Line($"Received {CountText.Format(reply.Length, "byte")}: {ShownText.Of(reply.Span)}");
    }

    private static async Task<ReadOnlyMemory<byte>> AskByStreamAsync(Endpoint endpoint, byte[] text, CancellationToken stopping)
    {
        using var connection = await Reach.ConnectAsync(endpoint, stopping).ConfigureAwait(false);
        Screen.Line($"{connection.Local} -> {connection.Peer} (TCP): {CountText.Format(text.Length, "byte")}");
        await connection.SendAsync(text, stopping).ConfigureAwait(false);
        var received = new List<byte>();
        var buffer = new byte[LargestSegment];
        // However the echo is cut; a server that shortens the text closes behind it.
        while (received.Count < text.Length)
        {
            var count = await connection.ReceiveAsync(buffer, stopping).AsTask().WaitAsync(ReplyTimeout, stopping).ConfigureAwait(false);
            if (count == 0)
                break;
            received.AddRange(buffer.AsSpan(0, count));
        }
        await connection.CloseAsync(ReplyTimeout).ConfigureAwait(false);
        return received.ToArray();
    }

    private static async Task<ReadOnlyMemory<byte>> AskByDatagramAsync(Endpoint endpoint, byte[] text, CancellationToken stopping)
    {
        using var client = await DatagramClient.ConnectAsync(endpoint, cancellationToken: stopping).ConfigureAwait(false);
        Screen.Line($"{client.Local} -> {client.Peer} (UDP): {CountText.Format(text.Length, "byte")}");
        await client.SendAsync(text, stopping).ConfigureAwait(false);
        return await client.ReceiveAsync(stopping).WaitAsync(ReplyTimeout, stopping).ConfigureAwait(false);
    }
}
