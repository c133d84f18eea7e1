using System.CommandLine;
using System.Text;
using System.Threading.Channels;
using IpcSocket.Protocol.Net;

namespace SocketLab;

/// <summary><c>socketlab pingpong</c>: two operators in a dialogue, by TCP and by UDP.</summary>
internal static class PingPongCommand
{
    private const int DefaultPort = 12_345;

    private static readonly Option<string> ListenHost = LabOptions.ListenHost();
    private static readonly Option<string> PeerHost = LabOptions.PeerHost();
    private static readonly Option<int> ListenPort = LabOptions.ListenPort(DefaultPort);
    private static readonly Option<int> PeerPort = LabOptions.PeerPort(DefaultPort);
    private static readonly Option<bool> Udp = LabOptions.Switch("--udp", "By UDP instead of TCP");
    private static readonly Option<bool> Ask = LabOptions.Switch("--operator", "With --udp: ask the operator for each answer instead of echoing");

    public static Command Create()
    {
        var serve = new ExerciseCommand("serve", "Shows each message and asks the operator for the answer", """
              1. Start it, connect in a second terminal (socketlab pingpong connect, or nc 127.0.0.1 12345), and talk. SAIR or EXIT ends it.
              2. Connect twice: the operator's answers go in turn to whoever wrote. Which client waits for whom?
              3. serve --udp gives each of several clients its own message back. With --operator a person answers. What does the server see
                 of a client that is killed - by TCP, by UDP?
            """) { ListenHost, ListenPort, Udp, Ask };
        serve.SetAction(ServeAsync);
        var connect = new ExerciseCommand("connect", "Sends what the operator types and shows the answers", """
              1. Type messages; SAIR or EXIT ends the dialogue. Or from a pipe:   printf 'lalala\nSAIR\n' | socketlab pingpong connect
              2. Look at the words: by TCP SAIR is not sent, the closed connection says it. By UDP it must be: there is nothing to close.
              3. With --udp start several clients, then kill the server. Which client learns it, and when?
            """) { PeerHost, PeerPort, Udp };
        connect.SetAction(ConnectAsync);
        return new Command("pingpong", "A dialogue of two operators by TCP or UDP, until SAIR or EXIT") { serve, connect };
    }

    private static Task ServeAsync(ParseResult arguments, CancellationToken stopping)
    {
        var endpoint = new Endpoint(arguments.GetRequiredValue(ListenHost), arguments.GetValue(ListenPort));
        if (!arguments.GetValue(Udp))
            return ServeStreamsAsync(endpoint, stopping);
        return ServeDatagramsAsync(endpoint, arguments.GetValue(Ask), stopping);
    }

    private static async Task ServeStreamsAsync(Endpoint endpoint, CancellationToken stopping)
    {
        var messages = Channel.CreateUnbounded<Message>();
        await using var server = new LineServer(new PingPongHandler(messages.Writer), new LineServerOptions(), FaultLog<LineServer>.Instance);
        server.Listen(await Listening.BindAsync(endpoint, stopping).ConfigureAwait(false));
        Screen.Line("To be seen: message and answer in turn, until one side says SAIR or EXIT.");
        Screen.Line($"Serving TCP {server.Endpoints[0]}; Ctrl-C ends it.");
        Screen.Line("Waiting for a connection.");
        await Lab.RunTogetherAsync(server.RunAsync, stop => AnswerAsync(messages.Reader, stop), stopping).ConfigureAwait(false);
    }

    private static async Task ServeDatagramsAsync(Endpoint endpoint, bool ask, CancellationToken stopping)
    {
        var messages = Channel.CreateUnbounded<Message>();
        DatagramServer? server = null;
        server = await DatagramServer.BindAsync(endpoint, (datagram, sender) =>
        {
            var text = ShownText.Of(datagram.Span);
            Screen.Line(Operator.IsFarewell(text) ? $"{sender} has left." : $"Message from {sender}: {text}");
            if (!ask)
                return Operator.IsFarewell(text) ? default : datagram;
            if (!Operator.IsFarewell(text))
                messages.Writer.TryWrite(new Message($"{sender}", (answer, stop) => server!.SendAsync(answer, sender, stop)));
            return default;
        }, cancellationToken: stopping).ConfigureAwait(false);
        using (server)
        {
            Screen.Line(ask ? "To be seen: one socket, one operator, many clients." : "To be seen: one socket echoes to each client its own.");
            Screen.Line($"Serving UDP {server.Address}; Ctrl-C ends it.");
            Screen.Line("Waiting for a message.");
            await Lab.RunTogetherAsync(server.RunAsync, stop => AnswerAsync(messages.Reader, stop), stopping).ConfigureAwait(false);
        }
    }

    private static async Task AnswerAsync(ChannelReader<Message> messages, CancellationToken stopping)
    {
        var person = new Operator();
        await foreach (var message in messages.ReadAllAsync(stopping).ConfigureAwait(false))
        {
            string? answer;
            // By TCP an empty line is none, and whoever waits for it would wait for good.
            do
                answer = await person.AskAsync($"Answer to {message.Peer}: ", stopping).ConfigureAwait(false);
            while (answer is not null && string.IsNullOrWhiteSpace(answer));
            if (answer is null)
                return;
            if (message.Close is not null && Operator.IsFarewell(answer))
                message.Close();
            else
                Screen.Line(await message.Answer(Encoding.UTF8.GetBytes(answer), stopping).ConfigureAwait(false) ? "Answer sent." : "It has left.");
        }
    }

    private static async Task ConnectAsync(ParseResult arguments, CancellationToken stopping)
    {
        var endpoint = new Endpoint(arguments.GetRequiredValue(PeerHost), arguments.GetValue(PeerPort));
        Screen.Line("To be seen: message and answer in turn, until one side says SAIR or EXIT.");
        if (arguments.GetValue(Udp))
        {
            using var client = await Reach.TryAsync(
                endpoint, () => DatagramClient.ConnectAsync(endpoint, cancellationToken: stopping)).ConfigureAwait(false);
            Screen.Line($"Sending to {client.Peer}; whether anybody is there will be seen.");
            await TalkAsync(endpoint, line => SendAsync(client, line, stopping), () => ReceiveAsync(client, stopping), stopping)
                .ConfigureAwait(false);
            await SendAsync(client, "SAIR", stopping).ConfigureAwait(false);
            return;
        }
        Screen.Line("Connecting to the server.");
        using var lines = new LineClient(await Reach.ConnectAsync(endpoint, stopping).ConfigureAwait(false))
        {
            Encoding = Encoding.UTF8,
            // The servers of the lesson answer without an ending.
            UnendedLineSilence = TimeSpan.FromMilliseconds(250),
        };
        Screen.Line("Connected.");
        await TalkAsync(endpoint, line => lines.SendLineAsync(line, stopping), () => lines.ReadLineAsync(stopping), stopping).ConfigureAwait(false);
    }

    private static async Task TalkAsync(Endpoint endpoint, Func<string, Task> send, Func<Task<string?>> receive, CancellationToken stopping)
    {
        var person = new Operator();
        while (await person.AskAsync("Message: ", stopping).ConfigureAwait(false) is { } line && !Operator.IsFarewell(line))
        {
            if (string.IsNullOrWhiteSpace(line))
                continue;
            var answer = await Reach.TryAsync(endpoint, async () =>
            {
                await send(line).ConfigureAwait(false);
                Screen.Line("Message sent. Waiting for the answer.");
                return await receive().ConfigureAwait(false);
            }).ConfigureAwait(false);
            if (answer is null || Operator.IsFarewell(answer))
            {
                Screen.Line("The server has ended the dialogue.");
                return;
            }
            Screen.Line($"Answer: {ShownText.Of(Encoding.UTF8.GetBytes(answer))}");
        }
        Screen.Line("Disconnecting.");
    }

    private static Task SendAsync(DatagramClient client, string line, CancellationToken stopping) =>
        client.SendAsync(Encoding.UTF8.GetBytes(line), stopping);

    private static async Task<string?> ReceiveAsync(DatagramClient client, CancellationToken stopping) =>
        Encoding.UTF8.GetString((await client.ReceiveAsync(stopping).ConfigureAwait(false)).Span);
}
