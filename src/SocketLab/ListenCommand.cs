using System.CommandLine;
using System.Net.Sockets;
using IpcSocket.Protocol.Net;

namespace SocketLab;

/// <summary><c>socketlab listen</c>: a socket is a descriptor, and each connection another one.</summary>
internal static class ListenCommand
{
    private const int DefaultPort = 3490;

    private static readonly Option<int> Port = LabOptions.ListenPort(DefaultPort);
    private static readonly Option<string> Family = new("--family")
    {
        Description = "What getaddrinfo is asked for: any (AF_UNSPEC), ipv4 or ipv6",
        DefaultValueFactory = _ => "any",
    };

    public static Command Create()
    {
        Family.CompletionSources.Add("any", "ipv4", "ipv6");
        Family.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && result.Tokens[0].Value is not ("any" or "ipv4" or "ipv6"))
                result.AddError($"--family {result.Tokens[0].Value}: any, ipv4 or ipv6 is wanted");
        });
        var listen = new ExerciseCommand("listen", "Binds what getaddrinfo says and shows the descriptors", """
              1. Start it and look for yourself, with the PID it shows:   ls -l /proc/PID/fd      cat /proc/PID/fdinfo/FD
                 The number in socket:[...] is the inode; find it again:   grep ... /proc/net/tcp      ss -tlne 'sport = :3490'
              2. Connect twice:   nc 127.0.0.1 3490      Each connection is a descriptor of its own, beside the one that listens.
              3. --family ipv6 binds ::, which here takes IPv4 too. How does an IPv4 client look to it?   socketlab sockets --port 3490
            """) { Port, Family };
        listen.SetAction(ListenAsync);
        return listen;
    }

    private static async Task ListenAsync(ParseResult arguments, CancellationToken stopping)
    {
        var family = arguments.GetRequiredValue(Family);
        var addresses = PassiveAddresses.Get(family switch
        {
            "ipv4" => AddressFamily.InterNetwork,
            "ipv6" => AddressFamily.InterNetworkV6,
            _ => AddressFamily.Unspecified,
        }, arguments.GetValue(Port));
        Screen.Line("To be seen: a socket is a file descriptor of the process, and so is each connection.");
        Screen.Line($"getaddrinfo(NULL, \"{arguments.GetValue(Port)}\", AI_PASSIVE), {family}: {string.Join(", ", addresses)}");

        await using var server = new StreamServer(HoldAsync, FaultLog<StreamServer>.Instance);
        var sockets = await Listening.BindAsync(new Endpoint($"{addresses[0].Address}", addresses[0].Port), stopping).ConfigureAwait(false);
        server.Listen(sockets);
        var descriptor = sockets[0].Descriptor;
        Screen.Line($"PID: {Environment.ProcessId}");
        Screen.Line($"/proc/{Environment.ProcessId}/fd:");
        foreach (var line in DescriptorList.Lines(descriptor))
            Screen.Line(line);
        Screen.Line($"/proc/{Environment.ProcessId}/fdinfo/{descriptor}:");
        foreach (var line in DescriptorList.Facts(descriptor))
            Screen.Line(line);
        Screen.Line($"Listening on the first, TCP {server.Endpoints[0]}, by descriptor {descriptor}; Ctrl-C ends it.");
        await server.RunAsync(stopping).ConfigureAwait(false);
    }

    private static async Task HoldAsync(StreamConnection connection, CancellationToken stopping)
    {
        var descriptor = connection.Descriptor;
        Screen.Line($"accepted {connection.Peer}: descriptor {descriptor} -> {DescriptorList.Target(descriptor)}");
        try
        {
            var buffer = new byte[1024];
            while (await connection.ReceiveAsync(buffer, stopping).ConfigureAwait(false) > 0) { }
        }
        finally
        {
            Screen.Line($"closing {connection.Peer}: descriptor {descriptor}");
        }
    }
}
