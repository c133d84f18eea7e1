using System.Net;
using System.Net.Sockets;
using IpcSocket.Protocol.Net;
using IpcSocket.Protocol.Wire;

namespace LedCli.Server;

/// <summary>What a person is told when the server is not there, does not behave or does not want: what is wrong, and what to do next.</summary>
internal static class ServerFault
{
    /// <summary>Nobody could be reached.</summary>
    /// <param name="server">The server.</param>
    /// <param name="exception">Why not.</param>
    /// <param name="hasService">True when this machine has led-tcp as a service of systemd.</param>
    public static LedCliException Unreachable(Endpoint server, Exception exception, bool hasService) => NoConnection(exception switch
    {
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } =>
            $"the host name '{server.Host}' does not resolve; check --host, {ServerAddress.HostVariable} or ButtonClient:Host of the settings",
        _ when IsHere(server) && hasService => $"no led-tcp at {server}; is it running? systemctl status led-tcp",
        _ when IsHere(server) => $"no led-tcp at {server}; start led-tcp, or name another server by --host and --port",
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } =>
            $"no led-tcp at {server}; does it run there, and listen to the network? (LedServer:Host)",
        _ => $"cannot reach {server}: {exception.Message}; may its network be reached from here? (IPAddressAllow=, firewalls)",
    });

    /// <summary>The connection ended, or nothing came.</summary>
    public static LedCliException Lost(Endpoint server, string reason) => NoConnection($"the connection to {server} is lost: {reason}");

    /// <summary>Something answers that speaks otherwise.</summary>
    public static LedCliException NotLedTcp(Endpoint server, string line) =>
        NoConnection($"what answers at {server} is not led-tcp: '{LineText.Escape(line)}'; check --host and --port");

    /// <summary>The server said <c>ERR</c>.</summary>
    public static LedCliException Refused(Reply reply) =>
        new(ExitStatus.Refused, LineText.Escape($"{reply.Code}: {reply.Text}", LineReader.MaxReplyLength) + Advice(reply.Code));

    private static string Advice(string code) => code switch
    {
        "unknown-led" => "; 'led list' shows its LEDs",
        "unknown-command" or "bad-argument" => "; 'led send HELP' shows what this server knows, which may be older than led",
        "device-failed" => "; its log says more: journalctl -t 'LED TCP'",
        "stopping" => "; try again",
        _ => "",
    };

    private static LedCliException NoConnection(string message) => new(ExitStatus.NoConnection, message);

    private static bool IsHere(Endpoint server) =>
        server.Host == "localhost" || (IPAddress.TryParse(server.Host, out var address) && IPAddress.IsLoopback(address));
}
