using System.CommandLine;
using System.Net.Sockets;
using System.Text;
using IpcSocket.Protocol.Net;
using IpcSocket.Protocol.Wire;
using Command = System.CommandLine.Command;

namespace SocketLab;

/// <summary><c>socketlab greet</c>: a server that greets and closes, and what a client's calls of recv make of several messages.</summary>
internal static class GreetCommand
{
    private const int DefaultPort = 12_345;
    private const int ReceiveSize = 1024;

    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(2);
    private static readonly string[] Greetings = ["Thank you for connecting", "Come back often", "Bye!"];

    private static readonly Option<string> ListenHost = LabOptions.ListenHost();
    private static readonly Option<int> ListenPort = LabOptions.ListenPort(DefaultPort);
    private static readonly Option<int> Messages = LabOptions.Number(
        "--messages", "How many messages to send, each by a send of its own", 1, 1, 100);
    private static readonly Option<bool> SendFramed = LabOptions.Switch("--framed", "End each message with a line feed");
    private static readonly Option<string> PeerHost = LabOptions.PeerHost();
    private static readonly Option<int> PeerPort = LabOptions.PeerPort(DefaultPort);
    private static readonly Option<bool> Raw = LabOptions.Switch("--raw", "Call recv until the end and show what each call gave");
    private static readonly Option<bool> ReadFramed = LabOptions.Switch("--framed", "Read lines, whatever each recv gives");
    private static readonly Option<int> Sleep = LabOptions.Number(
        "--sleep", "With --raw: how long to sleep after the first recv, in milliseconds", 1000, 0, 60_000);

    public static Command Create()
    {
        var serve = new ExerciseCommand("serve", "Greets whoever connects, and closes", """
              1. Start it, and in a second terminal:   nc 127.0.0.1 12345      or   socketlab greet connect
              2. Start it with --messages 3:           socketlab greet connect --raw
                 Three sends, but not three recvs: TCP carries bytes, not messages.
              3. Start it with --messages 3 --framed:  socketlab greet connect --framed
                 Now the messages have an end that the reader can see.
            """) { ListenHost, ListenPort, Messages, SendFramed };
        serve.SetAction(ServeAsync);
        var connect = new ExerciseCommand("connect", "Connects and shows the greeting", """
              1. Without an option it calls recv once: what has not come by then is never seen.
              2. --raw shows each recv; the sleep after the first lets the rest pile up. Compare --sleep 0 and --sleep 1000, several times.
              3. --framed reads to the end of each line. Against a server without --framed it finds one long line. Why?
            """) { PeerHost, PeerPort, Raw, Sleep, ReadFramed };
        connect.SetAction(ConnectAsync);
        connect.Validators.Add(result =>
        {
            if (result.GetValue(Raw) && result.GetValue(ReadFramed))
                result.AddError("--raw and --framed do not go together: bytes as they come, or lines");
        });
        return new Command("greet", "A greeting by TCP: one send is not one recv") { serve, connect };
    }

    private static async Task ServeAsync(ParseResult arguments, CancellationToken stopping)
    {
        var ending = arguments.GetValue(SendFramed) ? "\n" : "";
        var messages = Enumerable.Range(0, arguments.GetValue(Messages)).Select(i => Greetings[i % Greetings.Length] + ending).ToArray();
        await using var server = new StreamServer(
            (connection, stop) => GreetAsync(connection, messages, stop), FaultLog<StreamServer>.Instance);
        var endpoint = new Endpoint(arguments.GetRequiredValue(ListenHost), arguments.GetValue(ListenPort));
        server.Listen(await Listening.BindAsync(endpoint, stopping).ConfigureAwait(false));
        Screen.Line("To be seen: each client gets its greeting at once, without asking, and then the end of the stream.");
        Screen.Line($"Serving TCP {server.Endpoints[0]}; Ctrl-C ends it.");
        await server.RunAsync(stopping).ConfigureAwait(false);
    }

    private static async Task GreetAsync(StreamConnection connection, string[] messages, CancellationToken stopping)
    {
        Screen.Line($"Got connection from {connection.Peer}");
        foreach (var message in messages)
        {
            var fault = await SendAsync(connection, message, stopping).ConfigureAwait(false);
            Screen.Line($"send to {connection.Peer}: {fault ?? CountText.Format(Encoding.UTF8.GetByteCount(message), "byte")}");
            if (fault is not null)
                return;
        }
        await connection.CloseAsync(CloseTimeout).ConfigureAwait(false);
    }

    /// <summary>Sends one message.</summary>
    /// <returns>Why the send failed; null when it did not. A client that has closed makes one of the next sends fail.</returns>
    internal static async Task<string?> SendAsync(StreamConnection connection, string message, CancellationToken stopping)
    {
        try
        {
            await connection.SendAsync(Encoding.UTF8.GetBytes(message), stopping).ConfigureAwait(false);
            return null;
        }
        catch (SocketException exception)
        {
            return $"failed: {exception.Message}";
        }
    }

    private static async Task ConnectAsync(ParseResult arguments, CancellationToken stopping)
    {
        var endpoint = new Endpoint(arguments.GetRequiredValue(PeerHost), arguments.GetValue(PeerPort));
        using var connection = await Reach.ConnectAsync(endpoint, stopping).ConfigureAwait(false);
        if (arguments.GetValue(ReadFramed))
            await ReadLinesAsync(connection, stopping).ConfigureAwait(false);
        else if (arguments.GetValue(Raw))
            await ReceiveAllAsync(connection, TimeSpan.FromMilliseconds(arguments.GetValue(Sleep)), stopping).ConfigureAwait(false);
        else
            await ReceiveOnceAsync(connection, stopping).ConfigureAwait(false);
    }

    private static async Task ReceiveOnceAsync(StreamConnection connection, CancellationToken stopping)
    {
        Screen.Line("To be seen: what a single recv gives; what comes later is lost.");
        var buffer = new byte[ReceiveSize];
        var count = await connection.ReceiveAsync(buffer, stopping).ConfigureAwait(false);
        Screen.Line(ShownText.Of(buffer.AsSpan(0, count)));
    }

    private static async Task ReceiveAllAsync(StreamConnection connection, TimeSpan sleep, CancellationToken stopping)
    {
        Screen.Line("To be seen: what each recv gives; the messages that came meanwhile are one.");
        var buffer = new byte[ReceiveSize];
        for (var call = 1; ; call++)
        {
            var count = await connection.ReceiveAsync(buffer, stopping).ConfigureAwait(false);
            Screen.Line(count == 0 ? $"recv {call}: 0 bytes: the end" : $"recv {call}: {CountText.Format(count, "byte")}: {ShownText.Of(buffer.AsSpan(0, count))}");
            if (count == 0)
                return;
            if (call == 1)
                await Task.Delay(sleep, stopping).ConfigureAwait(false);
        }
    }

    private static async Task ReadLinesAsync(StreamConnection connection, CancellationToken stopping)
    {
        Screen.Line("To be seen: each line as it was sent, however the bytes came.");
        using var client = new LineClient(connection) { Encoding = Encoding.UTF8 };
        for (var number = 1; await client.ReadLineAsync(stopping).ConfigureAwait(false) is { } line; number++)
            Screen.Line($"message {number}: {ShownText.Of(Encoding.UTF8.GetBytes(line))}");
    }
}
